// Arbitraries: any snapshot that could be read, sensible or not, for properties that must hold for all.
import fc from 'fast-check';
import type { Policy } from '../../lib/targets/rdb-group/domain/policy.ts';
import type { Intent } from '../../lib/core/schedule.ts';
import type { Snapshot } from '../../lib/targets/rdb-group/domain/snapshot.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { agoMs, aServer, definedOf, maybe, ripeServers } from './arbitrary-server.ts';
import type { Server } from './servers.ts';
import { NOW_MS } from './servers.ts';
import { aPolicy, aSnapshot, aStream, HOOK } from './snapshot.ts';

/** Floors are told apart from what is desired by one at the most: that is where they decide. */
const intent = fc
  .record({
    endOfDayAgoMs: maybe(fc.oneof(fc.constantFrom(MINUTE_MS - 1, MINUTE_MS, HOUR_MS), agoMs)),
    windowMs: fc.oneof(fc.constantFrom(2 * HOUR_MS), fc.integer({ min: -HOUR_MS, max: 4 * HOUR_MS })),
    floor: fc.option(
      fc.record({
        aboveDesired: fc.constantFrom(-3, -2, -1, -1, 0, 0, 1),
        forMs: fc.constantFrom(HOUR_MS, HOUR_MS, 1, 0, -HOUR_MS),
      }),
      { nil: undefined, freq: 2 },
    ),
    dormantAgoMs: fc.option(fc.oneof(fc.constantFrom(HOUR_MS), agoMs), { nil: undefined, freq: 2 }),
  })
  .map(({ endOfDayAgoMs, windowMs, floor, dormantAgoMs }) => (desiredCapacity: number): Intent => {
    const endOfDayMs = endOfDayAgoMs === undefined ? undefined : NOW_MS - endOfDayAgoMs;
    return definedOf({
      scheduledAtMs: 0,
      lastEndOfDayMs: endOfDayMs,
      window: endOfDayMs === undefined ? undefined : { endOfDayMs, untilMs: NOW_MS + windowMs },
      floor: floor && {
        nodeCount: Math.max(0, desiredCapacity + floor.aboveDesired),
        untilMs: NOW_MS + floor.forMs,
      },
      dormant: dormantAgoMs === undefined ? undefined : { sinceMs: NOW_MS - dormantAgoMs },
    });
  });

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    mode: fc.constantFrom('act' as const, 'act' as const, 'act' as const, 'dry-run' as const, 'off' as const),
    kind: fc.constantFrom('lead-time' as const, 'threshold' as const),
    scaleIn: fc.constantFrom(
      'continuous' as const,
      'continuous' as const,
      'scheduled' as const,
      'never' as const,
    ),
    leavesQueue: fc.boolean(),
    queueEmptied: fc.constantFrom(undefined, undefined, 'end-of-day' as const),
    sparesMin: fc.constantFrom(0, 0, 0, 1, 3),
    nodesMax: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined, freq: 2 }),
    pauseUntilMs: fc.constantFrom(undefined, undefined, undefined, undefined, NOW_MS - 1, NOW_MS + 1),
    burstFactor: fc.constantFrom(1, 3, 100),
  })
  .map((overrides) => aPolicy(definedOf(overrides)));

const oneIn = (count: number) => fc.nat(count - 1).map((drawn) => drawn === 0);

const anyServers: fc.Arbitrary<readonly Server[]> = fc
  .nat(6)
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => aServer(i))));

const snapshotParts = {
  servers: anyServers,
  minSize: fc.constantFrom(0, 0, 1, 1, 3),
  headroom: fc.constantFrom(0, 0, 1, 5),
  desiredOff: fc.constantFrom(0, 0, 0, 0, 1, 2, -1, -2),
  hasWeightedCapacity: oneIn(20),
  mayTerminateOnAbandon: oneIn(4),
  intentOf: fc.option(intent, { nil: undefined, freq: 3 }),
  percentPerMinute: fc.constantFrom(undefined, 0, 0, 0, 0.1, 3, 50),
  leftQueueAtMs: fc.constantFrom(undefined, undefined, NOW_MS - HOUR_MS),
  wokenAgoMs: fc.constantFrom(undefined, undefined, undefined, HOUR_MS, 0),
  blindForMs: maybe(fc.nat(HOUR_MS)),
  twoLiveForMs: fc.option(fc.nat(5 * MINUTE_MS), { nil: undefined, freq: 2 }),
  hook: fc.constantFrom(HOOK, HOOK, HOOK, { ...HOOK, defaultResult: 'CONTINUE' as const }, undefined),
  oddIndex: fc.constantFrom(undefined, undefined, undefined, 0, 1, 5),
};

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Parts = { readonly [K in keyof typeof snapshotParts]: Drawn<(typeof snapshotParts)[K]> };

function snapshotOf(parts: Parts): Snapshot {
  const { servers, minSize, headroom, desiredOff, intentOf, percentPerMinute, hook, oddIndex } = parts;
  const { hasWeightedCapacity, mayTerminateOnAbandon, blindForMs, twoLiveForMs } = parts;
  const { leftQueueAtMs, wokenAgoMs } = parts;
  const active = servers.filter(
    ({ node: { stage } }) => stage === 'pending' || stage === 'in-service',
  ).length;
  const desiredCapacity = Math.max(0, active + desiredOff);
  return aSnapshot(servers, {
    group: {
      minSize,
      maxSize: Math.max(minSize, desiredCapacity) + headroom,
      desiredCapacity,
      hasWeightedCapacity,
      retainsOnAbandon: !mayTerminateOnAbandon,
    },
    learned: definedOf({
      nodes: Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned])),
      stream: percentPerMinute === undefined ? undefined : aStream(percentPerMinute),
      claims: definedOf({
        blindSinceMs: blindForMs === undefined ? undefined : NOW_MS - blindForMs,
        twoLiveSinceMs: twoLiveForMs === undefined ? undefined : NOW_MS - twoLiveForMs,
      }),
      queue: definedOf({ leftQueueAtMs }),
      sleep: definedOf({ wokenFromMs: wokenAgoMs === undefined ? undefined : NOW_MS - wokenAgoMs }),
    }),
    ...(intentOf && { intent: intentOf(desiredCapacity) }),
    ...(hook && { hook }),
    odd:
      oddIndex === undefined
        ? []
        : [{ instanceId: `i-${oddIndex}`, metric: 'Rows', value: -1, why: 'negative' }],
  });
}

export const anySnapshot: fc.Arbitrary<Snapshot> = fc.record(snapshotParts).map(snapshotOf);

/** A snapshot and a policy: any, or those of a quiet group in which somebody may well be retired. */
export const anyCase: fc.Arbitrary<readonly [Snapshot, Policy]> = fc.oneof(
  { weight: 1, arbitrary: fc.tuple(anySnapshot, anyPolicy) },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc
        .record({
          ...snapshotParts,
          servers: ripeServers(),
          desiredOff: fc.constantFrom(0, 0, 0, 0, 1, -1),
          hasWeightedCapacity: fc.constant(false),
          mayTerminateOnAbandon: oneIn(8),
          percentPerMinute: fc.constantFrom(0, 0, 0, 0.1, undefined),
          hook: fc.constantFrom(HOOK, HOOK, HOOK, HOOK, undefined),
          twoLiveForMs: fc.constant(undefined),
          oddIndex: fc.constantFrom(undefined, undefined, undefined, 1),
        })
        .map(snapshotOf),
      anyPolicy.map((policy) => {
        const { pauseUntilMs: _, ...rest } = policy;
        return { ...rest, mode: 'act' as const, sparesMin: Math.min(1, policy.sparesMin) };
      }),
    ),
  },
);
