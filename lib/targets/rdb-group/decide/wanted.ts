// How many spares are wanted, and why: the policy's answer, then the floors under it.
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { formatDuration } from '../../../core/units.ts';
import type { Filling } from './filling/filling.ts';
import { nodesFilled, roomLeft } from './filling/filling.ts';
import { whyLastsTheDay } from './last-spare.ts';
import { pastVolumeMax } from './learn/learn-days.ts';
import { BLIND_GRACE_MS, MARGIN_MS } from './limits.ts';
import { TICK_MS } from '../../../core/look-ahead.ts';
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
    return { spares: 0, reason: reason('dormant', 'The group sleeps until the next ensure-capacity', {}) };
  }
  const noneComes = whileNoneComes(input.roles, input.spares);
  const asks = [byPolicy(input), byTag(input), bySchedule(input), whileBlind(input), noneComes];
  return asks.reduce((most, ask) => (ask.spares > most.spares ? ask : most));
}

function byPolicy(input: WantedInput): Wanted {
  const { filling, policy } = input;
  if (!filling) return { spares: 0, reason: reason('no-live-node', 'No node reports that it is live', {}) };
  if (policy.kind === 'threshold' || filling.rate === undefined) return byThreshold(filling, policy);
  const ahead = byLeadTime(input, filling, filling.rate);
  const ask = ahead.spares > 0 ? ahead : byThreshold(filling, backstop(filling, policy));
  const lasts = ask.spares > 0 ? whyLasts(input, filling, filling.rate) : undefined;
  return lasts ? { spares: 0, reason: lasts } : ask;
}

function whyLasts(input: WantedInput, filling: Filling, rate: number): Reason | undefined {
  const { snapshot, policy, leadTimeMs, nowMs } = input;
  const arrivalAhead = rate * horizonMs(leadTimeMs, filling.reportAgeMs);
  return whyLastsTheDay({ snapshot, policy, roomLeft: roomLeft(filling, policy), arrivalAhead, nowMs });
}

/**
 * Memory that grows in jumps may jump from below the backstop to above the roll threshold. Until a node was
 * seen to roll, so that rows foretell the next, such a group has the plain threshold's backstop.
 */
const JUMPS_BACKSTOP_PERCENT = 60;

/** The policy with the threshold that memory asks for a spare at, whatever the rate. */
export function backstop(filling: Filling, policy: Policy): Policy {
  if (!filling.growsInJumps || filling.byRows !== undefined) return policy;
  return { ...policy, scaleThresholdPercent: Math.min(policy.scaleThresholdPercent, JUMPS_BACKSTOP_PERCENT) };
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

/** How far ahead a spare must be asked for, ms. */
export function horizonMs(leadTimeMs: number, reportAgeMs: number): number {
  return leadTimeMs + reportAgeMs + TICK_MS + MARGIN_MS;
}

/** What past days brought is their worst already: as much more is allowed for as one day is busier than another. */
const PAST_FACTOR = 1.5;

/** What may arrive within a time: at burst rate, or what the group's own past days brought then. */
export function arrivalWithin(input: {
  readonly rate: number;
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly nowMs: number;
  readonly aheadMs: number;
}): number {
  const { rate, policy, snapshot, nowMs, aheadMs } = input;
  const past = pastVolumeMax(snapshot.learned.days, nowMs, nowMs + aheadMs);
  return Math.max(policy.burstFactor * rate * aheadMs, PAST_FACTOR * past);
}

/**
 * How many spares an arrival takes. Whether there is one at all is asked at the rate of the busiest minute: the first is
 * the promise. More are asked for at the steadier rate: a burst seldom lasts for several nodes.
 */
export function sparesAhead(arrivalAt: (rate: number) => number, filling: Filling, policy: Policy): number {
  const { rate = 0, busiestRate = rate } = filling;
  const first = Math.min(1, nodesFilled(arrivalAt(busiestRate), filling, policy));
  return Math.max(first, nodesFilled(arrivalAt(rate), filling, policy));
}

function byLeadTime(input: WantedInput, filling: Filling, rate: number): Wanted {
  const { policy, snapshot, leadTimeMs, nowMs } = input;
  const aheadMs = horizonMs(leadTimeMs, filling.reportAgeMs);
  const arrivalAt = (atRate: number) => arrivalWithin({ rate: atRate, policy, snapshot, nowMs, aheadMs });
  const spares = sparesAhead(arrivalAt, filling, policy);
  // What the numbers tell is what the spares were counted by.
  const isForFirst = spares <= 1 && filling.busiestRate !== undefined;
  const countedRate = isForFirst ? filling.busiestRate : rate;
  const arrivalPercent = round((100 * arrivalAt(countedRate)) / filling.total);
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
        countedBy: isForFirst ? 'busiest minute' : 'stream',
        rollThresholdPercent: policy.rollThresholdPercent,
        percentPerMinute: round((100 * countedRate * 60_000) / filling.total, 3),
      },
    ),
  };
}

function mayFill(spares: number): string {
  if (spares === 0) return 'will not reach its roll threshold';
  if (spares === 1) return 'may reach its roll threshold';
  return `may reach its roll threshold, and ${spares - 1} of its successors theirs,`;
}

function byTag({ policy }: WantedInput): Wanted {
  return {
    spares: policy.sparesMin,
    reason: reason('spares-min', `The tag spillway:spares-min asks for ${policy.sparesMin}`, {
      sparesMin: policy.sparesMin,
    }),
  };
}

function bySchedule({ snapshot, roles, nowMs }: WantedInput): Wanted {
  const floor = snapshot.intent?.floor;
  if (!floor || floor.untilMs <= nowMs)
    return { spares: 0, reason: reason('no-floor', 'No schedule holds a floor', {}) };
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

function whileBlind({ snapshot, roles, nowMs }: WantedInput): Wanted {
  // What was learned is of the cycle before: a node that says so now ends the blindness.
  const sinceMs = roles.live ? undefined : snapshot.learned.claims.blindSinceMs;
  const blindForMs = sinceMs === undefined ? 0 : nowMs - sinceMs;
  const spares = sinceMs !== undefined && blindForMs >= BLIND_GRACE_MS ? 1 : 0;
  return {
    spares,
    reason: reason('blind', `For ${formatDuration(blindForMs)} no node has said that it is live`, {
      blindSeconds: round(blindForMs / 1000),
    }),
  };
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
