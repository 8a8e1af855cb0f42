// Servers that answer at length, with nonsense or not at all, beside servers that answer well: these are always
// heard, and what is said of the others stays short and names them.
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../lib/kdb/ipc/encode-value.ts';
import { queryOnce } from '../../lib/kdb/ipc/query.ts';
import { symbols, type QAnswer } from '../../lib/kdb/ipc/values.ts';
import { probeTargets } from '../../lib/kdb/probe-targets.ts';
import { RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';
import { ANSWER_BYTES_MAX } from '../../lib/kdb/read-rdb.ts';
import type { ProbeAnswer, ProbeTarget } from '../../lib/targets/rdb-group/ports/probe.ts';
import { answerWith, dictOf, longsOf } from './answers.ts';
import { compress } from './ipc/compress.ts';
import { admit, scriptedPeer } from './ipc/scripted-peer.ts';
import { gate, manualDeadline, startRdb, targetOf } from './rdb-fixtures.ts';

const never = manualDeadline();
const bytesOf = (answer: QAnswer) => encodeMessage(answer, { messageType: 'response' });
const saying = (bytes: Uint8Array) => scriptedPeer(admit, (socket) => socket.write(bytes));
const jsonBytesOf = (answers: readonly ProbeAnswer[]) => Buffer.byteLength(JSON.stringify(answers));
const messageOf = (answer: ProbeAnswer | undefined) =>
  answer?.kind === 'failed' ? answer.failure.message : 'no failure';

/** So many empty symbols: one byte each, and of all values the slowest to read. */
const emptySymbols = (byteCount: number) =>
  bytesOf(symbols(Array.from({ length: byteCount - 14 }, () => '')));
const MIB = 1024 ** 2;
const zippedMebibyte = compress(emptySymbols(MIB));
const zippedLargest = compress(emptySymbols(ANSWER_BYTES_MAX));

/** Good servers before, between and behind the bad ones, and what became of each. */
async function probeAmong(badPorts: readonly number[]) {
  const good = await Promise.all(
    Array.from({ length: 3 }, (_, i) => startRdb({ rowsByTable: { trade: i } })),
  );
  const targets = badPorts.map((port, i) => targetOf({ port }, { instanceId: `i-bad-${i}` }));
  const goodTargets = good.map((server, i) => targetOf(server, { instanceId: `i-good-${i}` }));
  const half = Math.floor(targets.length / 2);
  const [first, second, third] = goodTargets as [ProbeTarget, ProbeTarget, ProbeTarget];
  const answers = await probeTargets(
    { targets: [first, ...targets.slice(0, half), second, ...targets.slice(half), third] },
    never.start,
  );
  return {
    answers,
    good: answers.filter(({ instanceId }) => instanceId.startsWith('i-good')),
    bad: answers.filter(({ instanceId }) => instanceId.startsWith('i-bad')),
  };
}
const GOOD = [0, 1, 2].map((rows) => ({ kind: 'report', sample: { rows } }));

describe('good servers answer', () => {
  it('beside ten whose zipped answers would become a mebibyte: these are refused on what they announce', async () => {
    const ports = await Promise.all(Array.from({ length: 10 }, () => saying(zippedMebibyte)));
    const { good, bad } = await probeAmong(ports);
    expect(good).toMatchObject(GOOD);
    expect(new Set(bad.map((answer) => answer.kind === 'failed' && answer.failure.code))).toEqual(
      new Set(['too-large']),
    );
    expect(messageOf(bad[0])).toMatch(/1048576 bytes; 65536 are accepted/);
  });

  it('beside ten whose zipped answers become the largest that is read', async () => {
    expect(zippedLargest.length).toBeLessThan(1_000);
    const ports = await Promise.all(Array.from({ length: 10 }, () => saying(zippedLargest)));
    const { good, bad } = await probeAmong(ports);
    expect(good).toMatchObject(GOOD);
    expect(bad.map((answer) => answer.kind === 'failed' && answer.failure.code)).toEqual(
      Array.from({ length: 10 }, () => 'wrong-shape'),
    );
  });

  it('beside a hundred that signal an error of 100 KB or of all that is read, in an answer that stays small', async () => {
    const texts = [100_000, ANSWER_BYTES_MAX - 20].map((length) => `${'\u0001"x'.repeat(length / 3)}`);
    const ports = await Promise.all(
      Array.from({ length: 100 }, (_, i) => saying(bytesOf({ kind: 'error', text: texts[i % 2] ?? '' }))),
    );
    const { answers, good, bad } = await probeAmong(ports);
    expect(good).toMatchObject(GOOD);
    expect(new Set(bad.map((answer) => answer.kind === 'failed' && answer.failure.code))).toEqual(
      new Set(['too-large', 'q-error']),
    );
    expect(jsonBytesOf(answers)).toBeLessThan(200_000);
  });

  it('with more tables than any RDB has: 2,000 of them, zipped or not', async () => {
    const names = Array.from({ length: 2_000 }, (_, i) => `an_honest_table_${i}`);
    const message = bytesOf(answerWith({ rows: dictOf(names, longsOf(...names.map(() => 3n))) }));
    const ports = [await saying(message), await saying(compress(message))];
    const { bad } = await probeAmong(ports);
    expect(bad).toMatchObject([
      { kind: 'report', sample: { rows: 6_000 } },
      { kind: 'report', sample: { rows: 6_000 } },
    ]);
  });
});

describe('servers that tell of thousands of tables', () => {
  // The shortest of names: of all answers that are read, those that become the longest as JSON.
  const names = Array.from({ length: 5_000 }, (_, i) => i.toString(36));
  const query = { name: 'tick-slices', text: RDB_QUERIES['tick-slices'] };
  const message = bytesOf(
    answerWith({
      query: { kind: 'atom', type: 11, value: query.name },
      rows: dictOf(names, { kind: 'vector', type: 6, items: names.map(() => 1) }),
      times: { kind: 'null' },
    }),
  );

  async function probeAll(count: number) {
    const few = await startRdb({ rowsByTable: { trade: 3 } });
    const port = await saying(message);
    const many = Array.from({ length: count }, (_, i) => targetOf({ port }, { instanceId: `i-${i}`, query }));
    return probeTargets({ targets: [targetOf(few, { instanceId: 'i-few', query }), ...many] }, never.start);
  }
  const tableCountOf = (answer: ProbeAnswer | undefined) =>
    answer?.kind === 'report' ? Object.keys(answer.sample.tables ?? {}).length : Number.NaN;

  it('tell of none where the whole answer would be more than Lambda returns: all else that they say stays', async () => {
    const [few, ...many] = await probeAll(40);
    expect(jsonBytesOf([few as ProbeAnswer, ...many])).toBeLessThan(4 * MIB);
    expect(few).toMatchObject({ sample: { rows: 3, tables: { trade: { rows: 3 } } } });
    expect(many).toHaveLength(40);
    for (const one of many)
      expect(one).toMatchObject({ kind: 'report', sample: { rows: 5_000, live: false } });
    const told = many.map(tableCountOf);
    expect(new Set(told)).toEqual(new Set([0, 5_000]));
  });

  it('tell of all where there are few of them', async () => {
    const [, ...many] = await probeAll(2);
    expect(many.map(tableCountOf)).toEqual([5_000, 5_000]);
  });
});

describe('large answers take turns', () => {
  it('so that a small one that came after ten of them is read before them', async () => {
    const COUNT = 10;
    const order: string[] = [];
    const sockets: Socket[] = [];
    const small = await startRdb(
      {},
      { onEvent: (event) => (event === 'queried' ? smallAsked.open() : undefined) },
    );
    const [smallAsked, largeAsked, release] = [gate(), gate(), gate()];
    await small.setFault({ kind: 'late', until: release.promise });
    const port = await scriptedPeer(admit, (socket) => {
      if (sockets.push(socket) === COUNT) largeAsked.open();
    });
    const targets = [
      ...Array.from({ length: COUNT }, (_, i) => targetOf({ port }, { instanceId: `i-${i}` })),
      targetOf(small, { instanceId: 'i-small' }),
    ];
    // Each is read by the one invocation; who is done is seen by its deadline, which is then given back.
    const start = () => {
      const name = targets[started++]?.instanceId ?? '';
      return { ...never.start(), cancel: () => void order.push(name) };
    };
    let started = 0;
    const probing = probeTargets({ targets }, start);
    await Promise.all([smallAsked.promise, largeAsked.promise]);
    for (const socket of sockets) socket.write(zippedLargest);
    release.open();
    await probing;
    expect(order).toHaveLength(COUNT + 1);
    expect(order.indexOf('i-small')).toBeLessThan(COUNT / 2);
  });

  it('and one whose deadline passes while it waits for its turn is not read', async () => {
    const deadline = new AbortController();
    const port = await saying(zippedLargest);
    const takeTurn = () => {
      deadline.abort();
      return Promise.resolve();
    };
    await expect(
      queryOnce({ host: '127.0.0.1', port }, 'x', { signal: deadline.signal, takeTurn }),
    ).rejects.toMatchObject({ code: 'timed-out' });
  });
});
