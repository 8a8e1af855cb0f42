import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../lib/targets/rdb-group/domain/node.ts';
import { NOTHING_LEARNED } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { UTC_CALENDAR } from '../../../../lib/core/calendar.ts';
import { MINUTE_MS } from '../../../../lib/core/units.ts';
import { observe } from '../../../../lib/targets/rdb-group/observe/observe.ts';
import { eachByItself } from '../../../../lib/targets/rdb-group/ports/telemetry.ts';
import { aWorld } from '../../../build/fake-world.ts';
import { aNode, aReport, flushed, live, NOW_MS, withKnown, type KnownParts } from '../../../build/servers.ts';
import { aGroup, whatIsKnown, aPolicy } from '../../../build/snapshot.ts';

const seen = (reports: readonly Report[]) => {
  const ids = [...new Set(reports.map((r) => r.instanceId))];
  const group = aGroup({ nodes: ids.map((id) => aNode(id)) });
  const world = aWorld({ groups: { 'rdb-fx': { servers: [], answer: { reports } } } });
  return observe({ group, policy: aPolicy(), state: { learned: NOTHING_LEARNED } }, world.ports);
};

const at = (agoMs: number, fields: Partial<Report>): Report => {
  const { instanceId, source, observedAtMs, sampledFromMs } = aReport('i-1', {
    observedAtMs: NOW_MS - agoMs,
  });
  return { instanceId, source, observedAtMs, sampledFromMs, ...fields };
};
const FULL: Partial<Report> = { rows: 0, live: false, queued: false, busy: false };

describe('the report that speaks for a node', () => {
  const best = async (...reports: readonly Report[]) => (await seen(reports)).reports.get('i-1');

  it('is the newest', async () => {
    const newer = at(0, { ...FULL, rows: 5 });
    expect(await best(at(MINUTE_MS, FULL), newer)).toEqual(newer);
  });

  it('is an older one that says more, if it is a period older at the most', async () => {
    const partial = at(0, { rows: 0 });
    expect(await best(at(MINUTE_MS, FULL), partial)).toEqual(at(MINUTE_MS, FULL));
    expect(await best(at(MINUTE_MS + 1, FULL), partial)).toEqual(partial);
  });

  it.each<[string, Partial<Report>]>([
    ['live', { live: true }],
    ['no longer empty', { rows: 1 }],
    ['busy', { busy: true }],
    ['in the queue', { queued: true }],
  ])('is never an older one, if the newer one says: %s', async (_, fields) => {
    expect(await best(at(MINUTE_MS, FULL), at(0, fields))).toEqual(at(0, fields));
  });

  it('is the older one of a live node, whose rows grow but whose memory is not told yet', async () => {
    const older = at(MINUTE_MS, { live: true, rows: 10, memory: { used: 50, total: 100, unit: 'bytes' } });
    expect(await best(older, at(0, { live: true, rows: 20 }))).toEqual(older);
    expect(await best(older, at(0, { live: true }))).toEqual(older);
  });

  it('is of one observation, never patched together', async () => {
    const snapshot = await best(
      at(MINUTE_MS, { rows: 0, live: false }),
      at(0, { queued: false, busy: false }),
    );
    expect(Object.keys(snapshot ?? {})).toHaveLength(6);
  });
});

describe('the calendar', () => {
  const NEW_YORK = { timeZone: 'America/New_York', holidays: ['2026-11-26'], halfDays: [] };
  const lookWith = async (dayCount: number, calendar = 'nyse') => {
    const world = aWorld({ groups: { 'rdb-fx': { servers: [] } } });
    await world.calendars.writeCalendar('nyse', NEW_YORK);
    const days = Array.from({ length: dayCount }, (_, i) => ({ day: `2026-11-1${i}`, buckets: [] }));
    const look = {
      group: aGroup({}),
      policy: aPolicy({ calendar }),
      state: { learned: { ...NOTHING_LEARNED, days } },
    };
    return (await observe(look, world.ports)).calendar;
  };

  it('is the group’s, by whose clock its past days are looked up', async () => {
    expect(await lookWith(1)).toEqual(NEW_YORK);
  });

  it('is UTC where nothing is known of it', async () => {
    expect(await lookWith(1, 'lse')).toEqual(UTC_CALENDAR);
  });

  it('is not read as long as no past day is known', async () => {
    expect(await lookWith(0)).toBeUndefined();
  });
});

describe('a report from the future', () => {
  it('is refused and named, and hides nothing', async () => {
    const snapshot = await seen([at(0, FULL), at(-MINUTE_MS, { ...FULL, rows: 9 })]);
    expect(snapshot.reports.get('i-1')).toEqual(at(0, FULL));
    expect(snapshot.odd).toEqual([
      {
        instanceId: 'i-1',
        metric: 'observedAtMs',
        value: NOW_MS + MINUTE_MS,
        why: 'from the future, by 60 s',
      },
    ]);
    expect(snapshot.learned.nodes['i-1']?.last?.rows).toBe(0);
  });

  it('is believed within what clocks may differ', async () => {
    expect((await seen([at(-5_000, FULL)])).odd).toEqual([]);
  });
});

describe('what is asked of the telemetry', () => {
  const asked = async (
    lastLookAgoMs: number | undefined,
    { lastHeardAgoMs = MINUTE_MS, reportAgesMs = [] as readonly number[] } = {},
  ) => {
    let fromMs = 0;
    const world = aWorld({ groups: {} });
    const ports = {
      ...world.ports,
      telemetryFor: () =>
        eachByItself((query) => {
          fromMs = query.fromMs;
          return Promise.resolve({ reports: [], odd: [] });
        }),
    };
    const learned =
      lastLookAgoMs === undefined
        ? NOTHING_LEARNED
        : whatIsKnown({
            looks: { lastLookAtMs: NOW_MS - lastLookAgoMs, reportAgesMs },
            nodes: {
              'i-0': withKnown(
                { launch: { firstSeenAtMs: 0 } },
                Number.isFinite(lastHeardAgoMs) ? { last: { observedAtMs: NOW_MS - lastHeardAgoMs } } : {},
              ),
            },
          });
    const group = aGroup({ nodes: [aNode('i-1')] });
    await observe({ group, policy: aPolicy(), state: { learned } }, ports);
    return (NOW_MS - fromMs) / MINUTE_MS;
  };

  it('is a quarter of an hour at the first look, and no more after a long silence', async () => {
    expect(await asked(undefined)).toBe(15);
    expect(await asked(90 * MINUTE_MS)).toBe(15);
  });

  it('is else what came since the last look, and what may have been late', async () => {
    expect(await asked(MINUTE_MS)).toBe(4.5);
  });

  it('is all that may still count, where reports come late', async () => {
    const reportAgesMs = [5, 5, 5].map((minutes) => minutes * MINUTE_MS);
    expect(await asked(MINUTE_MS, { reportAgesMs })).toBe(1 + 2.5 + 4 + 1);
  });

  it('is what came since anybody was heard of: a delay that has begun would hide it', async () => {
    expect(await asked(MINUTE_MS, { lastHeardAgoMs: 4.5 * MINUTE_MS })).toBe(4.5);
    expect(await asked(MINUTE_MS, { lastHeardAgoMs: 7 * MINUTE_MS })).toBe(7);
    expect(await asked(MINUTE_MS, { lastHeardAgoMs: 99 * MINUTE_MS })).toBe(15);
    expect(await asked(MINUTE_MS, { lastHeardAgoMs: Infinity })).toBe(15);
  });

  it('is nothing for a group without nodes', async () => {
    const world = aWorld({ groups: {} });
    await observe({ group: aGroup(), policy: aPolicy(), state: { learned: whatIsKnown() } }, world.ports);
    expect(world.reads).toEqual([]);
  });
});

describe('launch times', () => {
  const END_OF_DAY_MS = NOW_MS - 60 * MINUTE_MS;
  const NO_END_OF_DAY = -1;
  const lookedUp = async (
    fields: Partial<Report>,
    known: KnownParts = {},
    lastEndOfDayMs = END_OF_DAY_MS,
  ) => {
    const { report: _, ...server } = flushed('i-1');
    const report = at(0, { rows: 0, live: false, ...fields });
    const world = aWorld({ groups: { 'rdb-fx': { servers: [live(), { ...server, report }] } } });
    const group = aGroup({ nodes: [aNode('i-live'), aNode('i-1')] });
    const nodes = { 'i-1': withKnown({ launch: { firstSeenAtMs: END_OF_DAY_MS + 1 } }, known) };
    const intent = lastEndOfDayMs >= 0 && { scheduledAtMs: lastEndOfDayMs, lastEndOfDayMs };
    const state = { learned: whatIsKnown({ nodes }), ...(intent && { intent }) };
    await observe({ group, policy: aPolicy(), state }, world.ports);
    return world.reads.includes('readLaunchTimes');
  };

  it('are looked up for an empty node that says nothing of its queue', async () => {
    expect(await lookedUp({})).toBe(true);
  });

  it('are not where the role does not hang on them, or they are known', async () => {
    expect(await lookedUp({ queued: true })).toBe(false);
    expect(await lookedUp({ rows: 1 })).toBe(false);
    expect(await lookedUp({ live: true })).toBe(false);
    expect(await lookedUp({}, { turn: { everLive: true } })).toBe(false);
    expect(await lookedUp({}, { launch: { launchedAtMs: 5 } })).toBe(false);
  });

  it('are not for a node seen by the last end of day, nor before there was one', async () => {
    expect(await lookedUp({}, { launch: { firstSeenAtMs: END_OF_DAY_MS } })).toBe(false);
    expect(await lookedUp({}, {}, NO_END_OF_DAY)).toBe(false);
  });
});
