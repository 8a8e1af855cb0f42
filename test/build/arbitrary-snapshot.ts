// Arbitraries: any snapshot that could be read, sensible or not, for properties that must hold for all.
import fc from 'fast-check';
import type { LifecycleStage, Report } from '../../lib/domain/node.ts';
import type { Policy } from '../../lib/domain/policy.ts';
import type { Intent } from '../../lib/domain/schedule.ts';
import type { Snapshot } from '../../lib/domain/snapshot.ts';
import type { NodeMemory } from '../../lib/domain/state.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/domain/units.ts';
import type { Server } from './servers.ts';
import { aNode, flushed, live, NOW_MS, provedOnce, queued } from './servers.ts';
import { aPolicy, aSnapshot, aStream, HOOK } from './snapshot.ts';

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const yesOrNo = maybe(fc.boolean());
const agoMs = fc.oneof(
  fc.constantFrom(-6 * SECOND_MS, 0, MINUTE_MS, 150 * SECOND_MS, 151 * SECOND_MS),
  fc.integer({ min: 0, max: 3 * HOUR_MS }),
);

const stage = fc.oneof(
  { weight: 6, arbitrary: fc.constant<LifecycleStage>('in-service') },
  {
    weight: 3,
    arbitrary: fc.constantFrom<LifecycleStage>(
      'pending',
      'terminating',
      'terminating-wait',
      'retained',
      'other',
    ),
  },
);

/** Most servers are sound, and most of those ready to go: else few plans would ever retire one. */
function aServer(index: number): fc.Arbitrary<Server> {
  const instanceId = `i-${index}`;
  const sound = fc.constantFrom(
    flushed(instanceId),
    provedOnce(flushed(instanceId)),
    provedOnce(queued(instanceId)),
    live(10, { node: { instanceId } }),
  );
  return fc.oneof({ weight: 3, arbitrary: sound }, { weight: 1, arbitrary: anyServer(index) });
}

function anyServer(index: number): fc.Arbitrary<Server> {
  const instanceId = `i-${index}`;
  const report = fc
    .record({
      agoMs,
      used: maybe(fc.integer({ min: 0, max: 100 })),
      rows: maybe(fc.constantFrom(0, 0, 0, 1, 500)),
      live: yesOrNo,
      queued: yesOrNo,
      busy: fc.constantFrom(undefined, false, false, true),
      source: fc.constantFrom('cloudwatch' as const, 'probe' as const),
    })
    .map(({ agoMs, used, ...rest }): Report => {
      const observedAtMs = NOW_MS - agoMs;
      return definedOf({
        instanceId,
        observedAtMs,
        sampledFromMs: observedAtMs - (rest.source === 'probe' ? 0 : MINUTE_MS),
        memory: used === undefined ? undefined : { used, total: 100, unit: 'bytes' as const },
        ...rest,
      });
    });
  return fc
    .record({
      stage,
      report: maybe(report),
      bornAgoMs: fc.integer({ min: 0, max: 20 * HOUR_MS }),
      everLive: fc.boolean(),
      changedAgoMs: agoMs,
      proofAgoMs: maybe(agoMs),
      waitingAgoMs: agoMs,
    })
    .map(({ stage, report, bornAgoMs, everLive, changedAgoMs, proofAgoMs, waitingAgoMs }) => {
      const proofAtMs = NOW_MS - (proofAgoMs ?? 0);
      const memory: NodeMemory = definedOf({
        firstSeenAtMs: NOW_MS - bornAgoMs,
        everLive: everLive || report?.live === true ? true : undefined,
        liveSinceMs: report?.live === true ? NOW_MS - changedAgoMs : undefined,
        observedAtMs: report?.observedAtMs,
        rows: report?.rows,
        used: report?.memory?.used,
        changedAtMs: report && NOW_MS - changedAgoMs,
        proof:
          proofAgoMs === undefined
            ? undefined
            : { observedAtMs: proofAtMs, sampledFromMs: proofAtMs - MINUTE_MS },
        waitingSinceMs: stage === 'terminating-wait' ? NOW_MS - waitingAgoMs : undefined,
      });
      return { node: aNode(instanceId, { stage }), ...(report && { report }), memory };
    });
}

const intent: fc.Arbitrary<Intent> = fc
  .record({
    endOfDayMs: maybe(agoMs),
    windowMs: fc.integer({ min: -HOUR_MS, max: 4 * HOUR_MS }),
    floor: maybe(fc.record({ nodeCount: fc.nat(8), forMs: fc.integer({ min: -HOUR_MS, max: HOUR_MS }) })),
    asleepAgoMs: maybe(agoMs),
  })
  .map(({ endOfDayMs, windowMs, floor, asleepAgoMs }) =>
    definedOf({
      scheduledAtMs: 0,
      lastEndOfDayMs: endOfDayMs === undefined ? undefined : NOW_MS - endOfDayMs,
      window:
        endOfDayMs === undefined
          ? undefined
          : { endOfDayMs: NOW_MS - endOfDayMs, untilMs: NOW_MS + windowMs },
      floor: floor && { nodeCount: floor.nodeCount, untilMs: NOW_MS + floor.forMs },
      dormant: asleepAgoMs === undefined ? undefined : { sinceMs: NOW_MS - asleepAgoMs },
    }),
  );

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    mode: fc.constantFrom('act' as const, 'act' as const, 'dry-run' as const, 'off' as const),
    kind: fc.constantFrom('lead-time' as const, 'threshold' as const),
    scaleIn: fc.constantFrom(
      'continuous' as const,
      'continuous' as const,
      'scheduled' as const,
      'never' as const,
    ),
    sparesMin: fc.constantFrom(0, 0, 0, 1, 3),
    nodesMax: maybe(fc.integer({ min: 1, max: 8 })),
    pauseUntilMs: fc.constantFrom(undefined, undefined, undefined, NOW_MS - 1, NOW_MS + 1),
    burstFactor: fc.constantFrom(1, 3, 100),
  })
  .map((overrides) => aPolicy(definedOf(overrides)));

export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    servers: fc.nat(6).chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => aServer(i)))),
    minSize: fc.constantFrom(0, 0, 1, 3),
    headroom: fc.nat(5),
    desiredOff: fc.constantFrom(0, 0, 0, 1, 2, -1, -2),
    hasWeightedCapacity: fc.nat(9).map((one) => one === 0),
    retainsOnAbandon: fc.boolean(),
    intent: fc.option(intent, { nil: undefined, freq: 1 }),
    percentPerMinute: maybe(fc.constantFrom(0, 0, 0.1, 3, 50)),
    blindForMs: maybe(fc.nat(HOUR_MS)),
    twoLiveForMs: maybe(fc.nat(5 * MINUTE_MS)),
    hasHook: fc.boolean(),
    oddIndex: maybe(fc.nat(5)),
  })
  .map((parts) => {
    const { servers, minSize, headroom, desiredOff, intent, percentPerMinute, hasHook, oddIndex } = parts;
    const { hasWeightedCapacity, retainsOnAbandon, blindForMs, twoLiveForMs } = parts;
    const active = servers.filter(
      ({ node: { stage } }) => stage === 'pending' || stage === 'in-service',
    ).length;
    const desiredCapacity = Math.max(0, active + desiredOff);
    return aSnapshot(servers, {
      group: { minSize, maxSize: minSize + headroom, desiredCapacity, hasWeightedCapacity, retainsOnAbandon },
      memory: definedOf({
        nodes: Object.fromEntries(servers.map((s) => [s.node.instanceId, s.memory])),
        stream: percentPerMinute === undefined ? undefined : aStream(percentPerMinute),
        blindSinceMs: blindForMs === undefined ? undefined : NOW_MS - blindForMs,
        twoLiveSinceMs: twoLiveForMs === undefined ? undefined : NOW_MS - twoLiveForMs,
      }),
      ...(intent && { intent }),
      ...(hasHook && { hook: HOOK }),
      odd:
        oddIndex === undefined
          ? []
          : [{ instanceId: `i-${oddIndex}`, metric: 'Rows', value: -1, why: 'negative' }],
    });
  });

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function definedOf<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Defined<T>;
}
