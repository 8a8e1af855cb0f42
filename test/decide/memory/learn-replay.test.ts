import { describe, expect, it } from 'vitest';
import type { Report } from '../../../lib/domain/node.ts';
import type { GroupMemory } from '../../../lib/domain/state.ts';
import { EMPTY_MEMORY } from '../../../lib/domain/state.ts';
import { MINUTE_MS } from '../../../lib/domain/units.ts';
import { decide } from '../../../lib/decide/decide.ts';
import { learn } from '../../../lib/decide/memory/learn.ts';
import { aNode, aReport, NOW_MS } from '../../build/servers.ts';
import { aGroup, aPolicy } from '../../build/snapshot.ts';

const at = (minutes: number) => NOW_MS + minutes * MINUTE_MS;
type Seen = Readonly<Record<string, Partial<Report> | 'silent'>>;

/** Ten rows to a hundredth of memory; an empty server uses five. */
function look(memory: GroupMemory, minute: number, seen: Seen) {
  const group = aGroup({ nodes: Object.keys(seen).map((id) => aNode(id)), maxSize: 40 });
  const reports = Object.entries(seen).flatMap(([id, said]): Report[] => {
    if (said === 'silent') return [];
    const memoryUsed = { used: 5 + (said.rows ?? 0) / 10, total: 100, unit: 'bytes' as const };
    return [aReport(id, { observedAtMs: at(minute), memory: memoryUsed, ...said })];
  });
  const learned = learn(memory, { group, reports }, at(minute));
  const snapshot = {
    group,
    reports: new Map(reports.map((r) => [r.instanceId, r])),
    odd: [],
    memory: learned,
  };
  return { memory: learned, wanted: decide(snapshot, aPolicy(), at(minute)).assessed.sparesWanted };
}

/** Ten minutes in which 10 rows a minute arrive in a; b waits. */
function steady(): GroupMemory {
  let memory = EMPTY_MEMORY;
  for (let minute = 0; minute <= 10; minute += 1) {
    memory = look(memory, minute, { a: { live: true, rows: 600 + 10 * minute }, b: { queued: true } }).memory;
  }
  return memory;
}

describe('a live node that dies', () => {
  it('asks for no storm of servers when its successor has replayed its day at once', () => {
    const jump = look(steady(), 11, { b: { live: true, rows: 710 } });
    expect(jump.wanted).toBeLessThanOrEqual(1);
    expect(look(jump.memory, 12, { b: { live: true, rows: 720 } }).wanted).toBeLessThanOrEqual(1);
  });

  it('nor when it replays for minutes', () => {
    let memory = steady();
    const wanted: number[] = [];
    for (const [i, rows] of [0, 180, 360, 540, 710, 720, 730].entries()) {
      const seen = look(memory, 11 + i, { b: { live: true, rows } });
      memory = seen.memory;
      wanted.push(seen.wanted);
    }
    expect(Math.max(...wanted)).toBeLessThanOrEqual(1);
    // Caught up: what arrives then is the stream again.
    expect(memory.stream?.replay).toBeUndefined();
    const storm = look(memory, 18, { b: { live: true, rows: 1_130 } });
    const { samples = [] } = storm.memory.stream ?? {};
    expect((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0)).toBe(400);
  });

  it('nor does one whose process begins anew, and replays', () => {
    const silent = look(steady(), 14, { a: 'silent', b: { queued: true } });
    const back = look(silent.memory, 15, { a: { live: true, rows: 200 }, b: { queued: true } });
    const replayed = look(back.memory, 16, { a: { live: true, rows: 700 }, b: { queued: true } });
    expect(Math.max(back.wanted, replayed.wanted)).toBeLessThanOrEqual(1);
  });

  it('while a burst after an ordinary roll is the stream, and counts at once', () => {
    const rolled = look(steady(), 11, { a: { rows: 710 }, b: { live: true, rows: 300 } });
    const { samples = [] } = rolled.memory.stream ?? {};
    expect((samples.at(-1)?.total ?? 0) - (samples.at(-2)?.total ?? 0)).toBe(310);
    expect(rolled.memory.stream?.replay).toBeUndefined();
  });
});

describe('a first look', () => {
  it('at a nearly full live node asks for one server, not for many', () => {
    let memory = EMPTY_MEMORY;
    const wanted: number[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      const seen = look(memory, minute, { a: { live: true, rows: 700 + 12 * minute } });
      memory = seen.memory;
      wanted.push(seen.wanted);
    }
    // At 75 % and 1.2 % a minute, three times that over 4.5 minutes is 16 %: past the roll by one node, no more.
    expect(Math.max(...wanted)).toBe(1);
  });
});

describe('a node that has rolled', () => {
  it('brings nothing, whatever it says of its rows: none for a while, and all of them again', () => {
    let memory = steady();
    for (const [minute, rows] of [
      [11, 800],
      [12, 0],
      [13, 800],
    ] as const) {
      const seen = { a: { live: true, rows: 600 + 10 * minute }, b: { rows } };
      const { wanted, memory: after } = look(memory, minute, seen);
      expect(wanted).toBeLessThanOrEqual(1);
      memory = after;
    }
    const [before, last] = (memory.stream?.samples ?? []).slice(-2);
    expect((last?.total ?? 0) - (before?.total ?? 0)).toBeCloseTo(10, 6);
  });
});

describe('a node that was silent', () => {
  it('asks for no storm when it speaks again: what it gained came over all of its silence', () => {
    // Silent for an hour, in which it was filled and rolled; b has been live since.
    let memory = steady();
    for (let minute = 11; minute <= 70; minute += 1) {
      memory = look(memory, minute, { a: 'silent', b: { live: true, rows: 2 * (minute - 10) } }).memory;
    }
    const back = look(memory, 71, { a: { rows: 770 }, b: { live: true, rows: 122 } });
    expect(back.wanted).toBeLessThanOrEqual(1);
    const [before, last] = (back.memory.stream?.samples ?? []).slice(-2);
    expect((last?.total ?? 0) - (before?.total ?? 0)).toBeCloseTo(2 + 70 / 61, 6);
  });

  it('brings what a live node gained while its rows were missing as the mean of that time', () => {
    let memory = steady();
    for (let minute = 11; minute <= 30; minute += 1) {
      const { rows: _, ...withoutRows } = aReport('a', { live: true, observedAtMs: at(minute) });
      const reports = [withoutRows, aReport('b', { queued: true, observedAtMs: at(minute) })];
      const group = aGroup({ nodes: [aNode('a'), aNode('b')], maxSize: 40 });
      memory = learn(memory, { group, reports }, at(minute));
    }
    const back = look(memory, 31, { a: { live: true, rows: 910 }, b: { queued: true } });
    const { samples = [] } = back.memory.stream ?? {};
    expect(samples.at(-1)?.atMs).toBe(at(31));
    expect(samples.at(-2)?.atMs).toBe(at(10));
  });
});
