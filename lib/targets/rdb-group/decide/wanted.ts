// How many spares are wanted, and why: the policy's answer, then the floors under it.
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { formatDuration } from '../../../core/units.ts';
import type { Filling } from './filling/filling.ts';
import { arrivalsFrom, horizonMs, ratesOf, sparesAhead, type AtRate } from './filling/arrivals.ts';
import { mayJumpUnforeseen, roomLeft } from './filling/filling.ts';
import { whyLastsTheDay } from './last-spare.ts';
import { BLIND_GRACE_MS } from './limits.ts';
import { whileNoneComes } from './none-comes.ts';
import { reason, type Reason } from '../../../core/reason.ts';
import type { Roles } from './roles.ts';
import type { Spares } from './spares.ts';

export interface Wanted {
  readonly spares: number;
  /** Which rule asked for the most, with its numbers. */
  readonly reason: Reason;
}

export interface WantedInput {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly roles: Roles;
  readonly spares: Spares;
  readonly filling: Filling | undefined;
  readonly leadTimeMs: number;
  readonly dormant: boolean;
  readonly nowMs: number;
}

/** The most that any rule asks for; the policy's own reason where several ask for the same. */
export function wantedSpares(input: WantedInput): Wanted {
  if (input.dormant) {
    return {
      spares: 0,
      reason: reason('dormant', 'The group is dormant until the next ensure-capacity', {}),
    };
  }
  // Who asks for none cannot ask for the most: no reason is worded for it.
  const asks = [
    byTag(input),
    bySchedule(input),
    whileBlind(input),
    whileNoneComes(input.roles, input.spares),
  ];
  const first = besideDoubted(byPolicy(input), input.spares);
  return asks.reduce<Wanted>((most, ask) => (ask && ask.spares > most.spares ? ask : most), first);
}

/**
 * Where the data is about to need a spare, one of which nobody knows whether it still waits in the queue is not relied upon. It is
 * asked for beside it, moments before a roll, and is the next spare if the roll goes to the one that was doubted.
 */
function besideDoubted(ask: Wanted, spares: Spares): Wanted {
  const doubted = spares.doubted.map(({ node }) => node.instanceId);
  if (ask.spares === 0 || doubted.length === 0) return ask;
  const { code, text, operands } = ask.reason;
  const beside = `${doubted.join(', ')} may not wait in the queue any more, and is not counted`;
  return {
    spares: ask.spares + doubted.length,
    reason: reason(code, `${text}. ${beside}`, { ...operands, doubted }),
  };
}

function byPolicy(input: WantedInput): Wanted {
  const { filling, policy } = input;
  if (!filling) return { spares: 0, reason: reason('no-live-node', 'No node reports that it is live', {}) };
  if (policy.kind === 'threshold') return byThreshold(filling, policy);
  if (filling.rate === undefined)
    return byRowsAlone(filling, policy) ?? byThreshold(filling, backstop(filling, policy));
  const ahead = byLeadTime(input, filling);
  const ask = ahead.spares > 0 ? ahead : byThreshold(filling, backstop(filling, policy));
  const lasts = ask.spares > 0 ? whyLasts(input, { isLaunch: true }) : undefined;
  return lasts ? { spares: 0, reason: lasts } : ask;
}

/** Why no spare is needed before the end of day, by the group's past days; `undefined` if one may be. */
export function whyLasts(
  input: Pick<WantedInput, 'snapshot' | 'policy' | 'filling' | 'leadTimeMs' | 'nowMs'>,
  { isLaunch = false }: { readonly isLaunch?: boolean } = {},
): Reason | undefined {
  const { snapshot, policy, filling, leadTimeMs, nowMs } = input;
  if (policy.kind === 'threshold' || filling?.rate === undefined) return undefined;
  const arrivalAhead = filling.rate * horizonMs(leadTimeMs, filling.reportAgeMs);
  return whyLastsTheDay({
    snapshot,
    policy,
    roomLeft: roomLeft(filling, policy),
    arrivalAhead,
    nowMs,
    isLaunch,
  });
}

/**
 * Memory that may jump may do so from below the backstop to above the roll threshold. Until a node was
 * seen to roll, so that rows foretell the next, such a group has the plain threshold's backstop.
 */
const JUMPS_BACKSTOP_PERCENT = 60;

/** The policy with the threshold that memory asks for a spare at, whatever the rate. */
export function backstop(filling: Filling, policy: Policy): Policy {
  if (!mayJumpUnforeseen(filling)) return policy;
  return { ...policy, scaleThresholdPercent: Math.min(policy.scaleThresholdPercent, JUMPS_BACKSTOP_PERCENT) };
}

/**
 * The first look knows no rate. Where a node has rolled with hardly more rows than the live one holds, memory may be about to
 * jump past its threshold, whatever it says: as near to a roll, by rows, as the scale threshold is by memory.
 */
function byRowsAlone({ shareOfRows = 0 }: Filling, policy: Policy): Wanted | undefined {
  const { scaleThresholdPercent, rollThresholdPercent } = policy;
  if (shareOfRows * rollThresholdPercent < scaleThresholdPercent) return undefined;
  const rowsPercent = round(100 * shareOfRows);
  const text = `The live node holds ${rowsPercent} % of the rows with which another rolled`;
  return { spares: 1, reason: reason('rows-near-roll', text, { rowsPercent, scaleThresholdPercent }) };
}

function byThreshold(filling: Filling, policy: Policy): Wanted {
  const usedPercent = round(filling.usedPercent);
  const operands = { usedPercent, scaleThresholdPercent: policy.scaleThresholdPercent };
  return filling.usedPercent >= policy.scaleThresholdPercent
    ? {
        spares: 1,
        reason: reason(
          'scale-threshold',
          `The live node is ${usedPercent} % full, at or above the scale threshold of ${policy.scaleThresholdPercent} %`,
          operands,
        ),
      }
    : {
        spares: 0,
        reason: reason(
          'below-threshold',
          `The live node is ${usedPercent} % full, below the scale threshold of ${policy.scaleThresholdPercent} %`,
          operands,
        ),
      };
}

function byLeadTime(input: WantedInput, filling: Filling): Wanted {
  const { policy, snapshot, leadTimeMs, nowMs } = input;
  const aheadMs = horizonMs(leadTimeMs, filling.reportAgeMs);
  const arrivals = arrivalsFrom(snapshot, nowMs);
  const arrivalAt = (at: AtRate) => arrivals(at, aheadMs);
  const spares = sparesAhead(arrivalAt, filling, policy);
  // What the numbers tell is what the spares were counted by.
  const isForFirst = spares <= 1 && filling.busiestRate !== undefined;
  const counted = isForFirst ? ratesOf(filling, policy).first : ratesOf(filling, policy).further;
  const arrivalPercent = round((100 * arrivalAt(counted)) / filling.total);
  const usedPercent = round(filling.usedPercent);
  return {
    spares,
    reason: reason(
      'lead-time',
      `The live node is ${usedPercent} % full, and ${mayFill(spares)} within ${formatDuration(aheadMs)}`,
      {
        usedPercent,
        arrivalPercent,
        aheadSeconds: round(aheadMs / 1000),
        leadTimeSeconds: round(leadTimeMs / 1000),
        burstFactor: policy.burstFactor,
        allowedFactor: counted.factor,
        countedBy: isForFirst ? 'busiest minute' : 'stream',
        rollThresholdPercent: policy.rollThresholdPercent,
        percentPerMinute: round((100 * counted.rate * 60_000) / filling.total, 3),
      },
    ),
  };
}

function mayFill(spares: number): string {
  if (spares === 0) return 'will not reach its roll threshold';
  if (spares === 1) return 'may reach its roll threshold';
  return `may reach its roll threshold, and ${spares - 1} of its successors theirs,`;
}

function byTag({ policy }: WantedInput): Wanted | undefined {
  if (policy.sparesMin <= 0) return undefined;
  return {
    spares: policy.sparesMin,
    reason: reason('spares-min', `The tag spillway:spares-min asks for ${policy.sparesMin}`, {
      sparesMin: policy.sparesMin,
    }),
  };
}

function bySchedule({ snapshot, roles, nowMs }: WantedInput): Wanted | undefined {
  const floor = snapshot.intent?.floor;
  if (!floor || floor.untilMs <= nowMs) return undefined;
  const liveCount = roles.live?.node.stage === 'in-service' ? 1 : 0;
  return {
    spares: Math.max(0, floor.nodeCount - liveCount),
    reason: reason(
      'schedule-floor',
      `A schedule asks for ${floor.nodeCount} nodes, live or waiting, until ${new Date(floor.untilMs).toISOString()}`,
      { nodeCount: floor.nodeCount, liveCount, until: new Date(floor.untilMs).toISOString() },
    ),
  };
}

function whileBlind({ snapshot, roles, nowMs }: WantedInput): Wanted | undefined {
  // What was learned is of the cycle before: a node that says so now ends the blindness.
  const sinceMs = roles.live ? undefined : snapshot.learned.claims.blindSinceMs;
  if (sinceMs === undefined || nowMs - sinceMs < BLIND_GRACE_MS) return undefined;
  const blindForMs = nowMs - sinceMs;
  return {
    spares: 1,
    reason: reason('blind', `For ${formatDuration(blindForMs)} no node has said that it is live`, {
      blindSeconds: round(blindForMs / 1000),
    }),
  };
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
