// Arbitraries: any server that could be read, sound, sound but for one thing, or not at all. Next: arbitrary-snapshot.ts.
import fc from 'fast-check';
import type { LifecycleStage, Report } from '../../lib/targets/rdb-group/domain/node.ts';
import type { NodeLearned } from '../../lib/targets/rdb-group/domain/learned/node-learned.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { KnownParts, Server } from './servers.ts';
import {
  aNode,
  flushed,
  lastHeardOf,
  live,
  NOW_MS,
  provedOnce,
  queued,
  rolled,
  withKnown,
} from './servers.ts';

export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const yesOrNo = maybe(fc.boolean());
export const agoMs = fc.oneof(
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

/**
 * Most servers are sound, and most of those ready to go, or are so but for one thing: else few plans would ever
 * retire one, and those that must not would differ from those that may in everything at once.
 */
export function aServer(index: number): fc.Arbitrary<Server> {
  const instanceId = `i-${index}`;
  const sound = fc.constantFrom(
    flushed(instanceId),
    provedOnce(flushed(instanceId)),
    provedOnce(queued(instanceId)),
    live(10, { node: { instanceId } }),
    rolled(instanceId),
  );
  return fc.oneof(
    { weight: 4, arbitrary: sound },
    { weight: 3, arbitrary: nearMiss(instanceId) },
    { weight: 1, arbitrary: anyServer(index) },
  );
}

/** Servers of a group in which somebody may well be retired: a live one at most, and others that are ready, or nearly. */
export function ripeServers(): fc.Arbitrary<readonly Server[]> {
  const idle = provedOnce(
    live(5, {
      report: { rows: 0 },
      learned: { last: { changedAtMs: NOW_MS - 2 * HOUR_MS }, turn: { liveSinceMs: NOW_MS - 9 * HOUR_MS } },
    }),
  );
  const gone = provedOnce(flushed('i-live'));
  const first = fc.constantFrom(live(10), live(10), idle, idle, gone, gone);
  const other = (instanceId: string): fc.Arbitrary<Server> =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(provedOnce(flushed(instanceId))) },
      { weight: 4, arbitrary: fc.constant(provedOnce(queued(instanceId))) },
      { weight: 2, arbitrary: nearMiss(instanceId, ['in-service']) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(rolled(instanceId), withoutQueued(provedOnce(flushed(instanceId)))),
      },
    );
  return fc
    .tuple(first, fc.nat(3))
    .chain(([one, count]) =>
      fc.tuple(...Array.from({ length: count }, (_, i) => other(`i-${i}`))).map((others) => [one, ...others]),
    );
}

type Change = (server: Server) => Server;

const reporting =
  (fields: Partial<Report>): Change =>
  (server) => ({ ...server, ...(server.report && { report: { ...server.report, ...fields } }) });
const remembering =
  (known: KnownParts): Change =>
  (server) => ({ ...server, learned: withKnown(server.learned, known) });
const all =
  (...changes: readonly Change[]): Change =>
  (server) =>
    changes.reduce((changed, change) => change(changed), server);
const withoutQueued: Change = (server) => {
  if (!server.report) return server;
  const { queued: _, ...report } = server.report;
  return { ...server, report };
};
const unproved: Change = ({ learned: { emptiness: _, ...learned }, ...server }) => ({ ...server, learned });

/** The one thing that keeps a node that is proved empty from being ended; or nothing. */
const MISSES: Readonly<Record<string, Change>> = {
  none: (server) => server,
  busy: reporting({ busy: true }),
  rows: reporting({ rows: 1 }),
  live: all(reporting({ live: true }), remembering({ turn: { liveSinceMs: NOW_MS - HOUR_MS } })),
  queued: all(
    reporting({ queued: true }),
    remembering({ turn: { everLive: false }, queue: { everQueued: true } }),
  ),
  unsaid: all(withoutQueued, remembering({ turn: { everLive: false } })),
  unsaidOnceLive: withoutQueued,
  tooOld: (server) => lastHeardOf(server, 151 * SECOND_MS),
  tooEarly: reporting({ sampledFromMs: NOW_MS - HOUR_MS - 1 }),
  sameObservation: (server) => provedOnce(server, 0),
  unproved,
  doubted: remembering({ emptiness: { rowsDoubtedSinceMs: NOW_MS - HOUR_MS } }),
  joining: remembering({ turn: { everLive: false }, launch: { firstSeenAtMs: NOW_MS - MINUTE_MS } }),
};

/** In service, retained, or waiting in its hook since an hour ago, just now, or long enough to be given up. */
function nearMiss(
  instanceId: string,
  stages: readonly LifecycleStage[] = ['in-service', 'terminating-wait', 'terminating-wait', 'retained'],
): fc.Arbitrary<Server> {
  return fc
    .record({
      miss: fc.constantFrom(...Object.values(MISSES)),
      stage: fc.constantFrom(...stages),
      waitedMs: fc.constantFrom(MINUTE_MS - 1, MINUTE_MS, HOUR_MS, 43 * HOUR_MS, 44 * HOUR_MS),
    })
    .map(({ miss, stage: at, waitedMs }) => {
      const { node, ...server } = miss(provedOnce(flushed(instanceId)));
      const waiting = at === 'terminating-wait' ? { hook: { waitingSinceMs: NOW_MS - waitedMs } } : {};
      return {
        ...server,
        node: aNode(node.instanceId, { stage: at }),
        learned: withKnown(server.learned, waiting),
      };
    });
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
      const proof = { observedAtMs: proofAtMs, sampledFromMs: proofAtMs - MINUTE_MS };
      const learned: NodeLearned = {
        launch: { firstSeenAtMs: NOW_MS - bornAgoMs },
        ...(report && {
          last: definedOf({
            observedAtMs: report.observedAtMs,
            rows: report.rows,
            changedAtMs: NOW_MS - changedAgoMs,
          }),
        }),
        ...(report?.memory && { memory: { used: report.memory.used } }),
        turn: definedOf({
          everLive: everLive || report?.live === true ? true : undefined,
          liveSinceMs: report?.live === true ? NOW_MS - changedAgoMs : undefined,
        }),
        ...(proofAgoMs !== undefined && { emptiness: { proof } }),
        ...(stage === 'terminating-wait' && { hook: { waitingSinceMs: NOW_MS - waitingAgoMs } }),
      };
      return { node: aNode(instanceId, { stage }), ...(report && { report }), learned };
    });
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Without the fields that are undefined. */
export function definedOf<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Defined<T>;
}
