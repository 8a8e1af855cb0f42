// A presumed spare to which a live node that is due does not roll is no spare.
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../../lib/targets/rdb-group/domain/node.ts';
import { NOTHING_LEARNED, type GroupLearned } from '../../../../../lib/targets/rdb-group/domain/state.ts';
import { decide } from '../../../../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../../../../lib/targets/rdb-group/decide/learn/learn.ts';
import { SECOND_MS } from '../../../../../lib/core/units.ts';
import { remember } from '../../../../../lib/targets/rdb-group/decide/learn/remember.ts';
import { aNode, aReport } from '../../../../build/servers.ts';
import { aGroup, aPolicy } from '../../../../build/snapshot.ts';
import { at } from './looks.ts';

/** A whole cycle over the nodes that report, without a schedule: what is decided, and learned for the next one. */
function cycle(known: GroupLearned, minutes: number, reports: readonly Report[]) {
  const group = aGroup({ nodes: reports.map(({ instanceId }) => aNode(instanceId)), maxSize: 4 });
  const learned = learn(known, { group, reports }, at(minutes));
  const byId = new Map(reports.map((report) => [report.instanceId, report]));
  const snapshot = { group, learned, reports: byId, odd: [] };
  const plan = decide(snapshot, aPolicy(), at(minutes));
  return { plan, learned: remember(snapshot, plan, [], at(minutes)) };
}

const said = (id: string, minutes: number, usedPercent: number, said_: Partial<Report> = {}): Report => {
  const { queued: _, ...rest } = aReport(id, {
    observedAtMs: at(minutes),
    memory: { used: usedPercent, total: 100, unit: 'bytes' },
    ...said_,
  });
  return said_.queued === undefined ? rest : { ...rest, queued: said_.queued };
};
const live = (minutes: number, usedPercent: number, id = 'i-live') =>
  said(id, minutes, usedPercent, { live: true, rows: 10 * usedPercent });

/** The spare came while we watched, and says nothing of the queue. */
function watched(): GroupLearned {
  const { learned } = cycle(NOTHING_LEARNED, -20, [live(-20, 60)]);
  return cycle(learned, -10, [live(-10, 70), said('i-spare', -10, 5)]).learned;
}

describe('a node that is presumed to wait in the queue', () => {
  it('is a spare until the live one has been due for three minutes, and then no more: another is launched', () => {
    let known = watched();
    for (const minute of [0, 1, 2, 3]) {
      const { plan, learned } = cycle(known, minute, [live(minute, 80), said('i-spare', minute, 5)]);
      expect(plan.assessed).toMatchObject({ sparesHave: 1, rollDue: 'i-live' });
      expect(plan.nextLookAtMs).toBe(at(minute) + 20 * SECOND_MS);
      known = learned;
    }
    const { plan } = cycle(known, 4, [live(4, 81), said('i-spare', 4, 5)]);
    expect(plan).toMatchObject({ kind: 'scale-out', desiredCapacity: 3 });
    expect(plan.assessed).toMatchObject({
      sparesHave: 0,
      lateRoll: 'i-live',
      roles: { 'i-spare': 'flushed' },
    });
  });

  it('the rows with which a live node came to its threshold are known, however many come after them', () => {
    let { learned } = cycle(watched(), 0, [said('i-live', 0, 80, { live: true, rows: 800 })]);
    ({ learned } = cycle(learned, 5, [said('i-live', 5, 99, { live: true, rows: 990 })]));
    expect(learned.nodes['i-live']).toMatchObject({ turn: { rollDueRows: 800 } });
    ({ learned } = cycle(learned, 6, [said('i-live', 6, 99, { live: false, rows: 995 })]));
    expect(learned.nodes['i-live']).toMatchObject({ turn: { rollDueRows: 800 } });
    expect(learned.stream?.rolled).toMatchObject({ rows: 800, used: 99 });
  });

  const passedOver = () => {
    const { learned } = cycle(watched(), 0, [live(0, 80), said('i-spare', 0, 5)]);
    return cycle(learned, 3, [live(3, 81), said('i-spare', 3, 5)]).learned;
  };

  it('stays passed over on the next day, when the live one is due no more', () => {
    const { learned } = cycle(passedOver(), 60, [live(60, 20), said('i-spare', 60, 5)]);
    expect(learned.nodes['i-live']).not.toHaveProperty('turn.rollDueSinceMs');
    const { plan } = cycle(learned, 61, [live(61, 76), said('i-spare', 61, 5)]);
    expect(plan.assessed).toMatchObject({ sparesHave: 0, sparesWanted: 1 });
  });

  it('is one again where another that was passed over is live: the group rolls at a higher threshold', () => {
    const both = (minute: number) => [said('i-spare', minute, 5), said('i-next', minute, 5)];
    let { learned } = cycle(watched(), -5, [live(-5, 75), ...both(-5)]);
    for (const minute of [0, 3]) ({ learned } = cycle(learned, minute, [live(minute, 80), ...both(minute)]));
    expect(learned.nodes['i-next']).toMatchObject({ queue: { passedOver: true } });
    const full = said('i-live', 5, 85, { rows: 850 });
    ({ learned } = cycle(learned, 5, [full, live(5, 6, 'i-spare'), said('i-next', 5, 5)]));
    expect(learned.nodes['i-next']).not.toHaveProperty('queue.passedOver');
    const after = cycle(learned, 6, [full, live(6, 7, 'i-spare'), said('i-next', 6, 5)]);
    expect(after.plan.assessed.roles).toMatchObject({ 'i-next': 'queued' });
  });

  it('is one again once its process has begun anew', () => {
    const counts = (minute: number, updates: number) => said('i-spare', minute, 5, { updates });
    let { learned } = cycle(watched(), 0, [live(0, 80), counts(0, 9)]);
    ({ learned } = cycle(learned, 3, [live(3, 80), counts(3, 9)]));
    expect(learned.nodes['i-spare']).toMatchObject({ queue: { passedOver: true } });
    expect(cycle(learned, 4, [live(4, 80), counts(4, 0)]).plan.assessed.sparesHave).toBe(1);
  });

  it('is not passed over where it says that it is queued, or first reported while the live one was due', () => {
    let { learned } = cycle(watched(), 0, [live(0, 80), said('i-spare', 0, 5, { queued: true })]);
    const late = (minute: number) => [
      live(minute, 80),
      said('i-spare', minute, 5, { queued: true }),
      said('i-late', minute, 5),
    ];
    ({ learned } = cycle(learned, 1, late(1)));
    ({ learned } = cycle(learned, 4, late(4)));
    for (const id of ['i-spare', 'i-late']) expect(learned.nodes[id]).not.toHaveProperty('queue.passedOver');
  });

  it('is passed over, where memory alone is told, only by one that still grows: a rolled one stands at its threshold too', () => {
    const memoryOnly = (id: string, minute: number, usedPercent: number): Report => {
      const { live: _, rows: __, busy: ___, ...rest } = said(id, minute, usedPercent);
      return rest;
    };
    const passes = (percents: readonly number[]) => {
      let { learned } = cycle(NOTHING_LEARNED, -1, [memoryOnly('i-live', -1, 60)]);
      [...percents.entries()].forEach(([minute, percent]) => {
        const reports = [memoryOnly('i-live', minute, percent), memoryOnly('i-spare', minute, 5)];
        ({ learned } = cycle(learned, minute, reports));
      });
      return learned.nodes['i-spare']?.queue?.passedOver === true;
    };
    expect(passes([70, 79, 80, 80.1, 80.1, 80.1, 80.1])).toBe(false);
    expect(passes([70, 79, 80, 81, 82, 82])).toBe(false);
    expect(passes([70, 79, 80, 81, 82, 83])).toBe(true);
    // Nor can one grow that has no memory left.
    expect(passes([70, 98.9, 98.9, 98.9, 98.9])).toBe(false);
    expect(passes([70, 99, 99, 99, 99])).toBe(true);
  });
});
