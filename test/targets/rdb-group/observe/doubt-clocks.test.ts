// A server whose clock runs ahead, look after look: what its item says counts from when it was found there.
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../../lib/core/units.ts';
import type { GroupLearned } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { NOTHING_LEARNED } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { isFresh } from '../../../../lib/targets/rdb-group/decide/freshness.ts';
import { observe } from '../../../../lib/targets/rdb-group/observe/observe.ts';
import { reportsOfText } from '../../../../lib/targets/rdb-group/ports/report-text.ts';
import { eachByItself } from '../../../../lib/targets/rdb-group/ports/telemetry.ts';
import { aWorld } from '../../../build/fake-world.ts';
import { aNode, NOW_MS } from '../../../build/servers.ts';
import { aGroup, aPolicy } from '../../../build/snapshot.ts';

const ID = 'i-1';
const EMPTY = '1 10 0 0 0 0';
const atMinute = (minute: number) => NOW_MS + minute * MINUTE_MS;

/** Lines that bear these dates, in minutes, in the order of writing. */
const lines = (...minutes: readonly number[]) =>
  minutes.map((minute) => `${atMinute(minute) / SECOND_MS} ${EMPTY}`).join(';');

/** Looks at an item at one minute after the other; what is seen at each. */
async function looks(...items: readonly (readonly [minute: number, told: string])[]) {
  let learned: GroupLearned = NOTHING_LEARNED;
  const seen = [];
  for (const [minute, told] of items) {
    const nowMs = atMinute(minute);
    const ports = {
      ...aWorld({ groups: {} }).ports,
      clock: { nowMs: () => nowMs, sleep: () => Promise.resolve() },
      telemetryFor: () =>
        eachByItself((query) => Promise.resolve(reportsOfText({ instanceId: ID, told }, query))),
    };
    const group = aGroup({ nodes: [aNode(ID)] });
    const snapshot = await observe({ group, policy: aPolicy(), state: { learned } }, ports);
    ({ learned } = snapshot);
    const report = snapshot.reports.get(ID);
    seen.push({
      counts: report !== undefined && isFresh(report, nowMs, learned),
      proves: report?.rows === 0 && snapshot.odd.length === 0,
      clock: learned.nodes[ID]?.clock,
    });
  }
  return seen;
}

const BELIEVED = { counts: true, proves: true, clock: undefined };

describe('an item by a clock that runs ahead', () => {
  it('is no younger when its date comes than when it was found: a sender that ended is not heard again', async () => {
    const told = lines(8, 9, 10);
    const clock = { toMs: atMinute(10), seenAtMs: atMinute(0) };
    expect(await looks([0, told], [8, told], [10, told], [11, told])).toEqual(
      [0, 8, 10, 11].map(() => ({ counts: false, proves: false, clock })),
    );
  });

  it('does to count with for as long as other items, from when it was found', async () => {
    const told = lines(1, 2, 3);
    const seen = await looks([0, told], [1, told], [2, told], [3, told]);
    expect(seen.map(({ counts }) => counts)).toEqual([false, true, true, false]);
    expect(seen.some(({ proves }) => proves)).toBe(false);
  });

  it('is found anew with each line that is written, and proves nothing meanwhile', async () => {
    const seen = await looks([0, lines(9, 10)], [1, lines(9, 10, 11)], [2, lines(10, 11, 12)]);
    expect(seen.map(({ clock }) => clock?.seenAtMs)).toEqual([0, 1, 2].map(atMinute));
    expect(seen.some(({ proves }) => proves)).toBe(false);
  });

  it('is believed again at the second look that finds it written anew, in time', async () => {
    const ahead = [0, lines(9, 10)] as const;
    // Set back at once, and after a while of which nobody knows.
    const [, first, second, third] = await looks(
      ahead,
      [1, lines(9, 10, 1)],
      [2, lines(1, 2)],
      [3, lines(1, 2, 3)],
    );
    expect(first).toMatchObject({ counts: true, proves: false });
    expect([second, third]).toEqual([BELIEVED, BELIEVED]);
    const caughtUp = await looks(ahead, [11, lines(9, 10, 11)], [12, lines(10, 11, 12)]);
    expect(caughtUp.at(1)).toMatchObject({ counts: true, proves: false });
    expect(caughtUp.at(2)).toEqual(BELIEVED);
  });

  it('is not, where it was set back by too little, or written once more and then no more', async () => {
    const partly = lines(9, 10, 4);
    const lastWord = await looks([0, lines(9, 10)], [1, partly], [4, partly], [5, partly]);
    expect(lastWord.map(({ proves }) => proves)).toEqual([false, false, false, false]);
    const once = lines(9, 10, 11);
    const seen = await looks([0, lines(9, 10)], [11, once], [12, once], [13.4, once]);
    expect(seen.map(({ counts }) => counts)).toEqual([false, true, true, true]);
    expect(seen.some(({ proves }) => proves)).toBe(false);
  });

  it('is nobody’s concern where clocks differ by no more than they may', async () => {
    const [seen] = await looks([0, lines(-1, 5 / 60)]);
    expect(seen).toEqual(BELIEVED);
  });

  it('that says nothing of late is doubted still when it speaks', async () => {
    const [, silent, spoken] = await looks([0, lines(9, 10)], [60, lines(9, 10)], [61, lines(9, 10, 61)]);
    expect(silent).toMatchObject({ counts: false, clock: { toMs: atMinute(10) } });
    expect(spoken).toMatchObject({ counts: true, proves: false });
  });
});
