// Servers that answer at length, with nonsense or not at all, beside servers that answer well: these are always
// heard, and what is said of the others stays short and names them.
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../lib/kdb/ipc/encode-value.ts';
import { MESSAGE_LENGTH_MAX } from '../../lib/kdb/ipc/errors.ts';
import { queryOnce } from '../../lib/kdb/ipc/query.ts';
import { symbols, type QAnswer } from '../../lib/kdb/ipc/values.ts';
import { probeTargets } from '../../lib/kdb/probe-targets.ts';
import { ANSWER_BYTES_MAX } from '../../lib/kdb/read-rdb.ts';
import { PROBE_TARGETS_MAX, type ProbeAnswer, type ProbeTarget } from '../../lib/ports/probe.ts';
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

describe('what is said of a server that failed', () => {
  const half = answerWith({}) satisfies QAnswer;
  const cases: readonly (readonly [string, () => Promise<number>, RegExp])[] = [
    ['a close during login', () => scriptedPeer((socket) => socket.end()), /during login/],
    ['another protocol', () => scriptedPeer((socket) => socket.write('HTTP/1.1 400')), /not kdb\+/],
    [
      'an error of q',
      () => saying(bytesOf({ kind: 'error', text: 'access' })),
      /signalled 'access \(this user/,
    ],
    ['no kdb+ message', () => saying(Buffer.from('HTTP/1.1')), /not a kdb\+ message/],
    ['unknown compression', () => saying(Buffer.from('0102070009000000', 'hex')), /unknown compression/],
    ['no value', () => saying(Buffer.from('0102000008000000', 'hex')), /8 bytes/],
    ['too large a message', () => saying(Buffer.from('01020000ffffff7f', 'hex')), /2147483647 bytes/],
    ['too large when expanded', () => saying(zippedMebibyte), /1048576 bytes/],
    ['no expandable one', () => saying(Buffer.from('010201000d000000ffff0000ff', 'hex')), /cannot become/],
    ['an unknown type', () => saying(Buffer.from('01020000090000005a', 'hex')), /type 90/],
    ['a function', () => saying(Buffer.from('010200000b000000660000', 'hex')), /a function \(type 102\)/],
    ['a query of its own', () => saying(Buffer.from('01010000090000000a', 'hex')), /nobody asked for/],
    ['half an answer', () => scriptedPeer(admit, (s) => s.end(bytesOf(half).subarray(0, 60))), /after 60 of/],
    ['no answer', () => scriptedPeer(admit, (socket) => socket.end()), /without an answer/],
    ['a reset', () => scriptedPeer(admit, (socket) => socket.resetAndDestroy()), /ECONNRESET/],
    ['another shape', () => saying(bytesOf(symbols(['a']))), /no dictionary/],
    [
      'a name of 60 KB',
      () => saying(bytesOf(answerWith({ rows: dictOf(['n'.repeat(60_000)], longsOf(-1n)) }))),
      /impossible number as `rows`nnn/,
    ],
  ];

  it.each(cases)('names its host and port, and is short: %s', async (_what, start, said) => {
    const port = await start();
    const [answer] = await probeTargets({ targets: [targetOf({ port })] }, never.start);
    expect(messageOf(answer)).toContain(`127.0.0.1:${port}`);
    expect(messageOf(answer)).toMatch(said);
    expect(messageOf(answer).length).toBeLessThanOrEqual(MESSAGE_LENGTH_MAX);
  });

  it('names an IPv6 address so that its port can be told from it', async () => {
    const [answer] = await probeTargets(
      { targets: [targetOf({ port: 1 }, { host: 'fd00::zz' })] },
      never.start,
    );
    expect(messageOf(answer)).toContain('fd00::zz:1');
    const deadline = manualDeadline();
    deadline.expire();
    const [late] = await probeTargets(
      { targets: [targetOf({ port: 1 }, { host: 'fd00::1' })] },
      deadline.start,
    );
    expect(messageOf(late)).toContain('[fd00::1]:1');
  });

  it('names user and password that cannot be sent by their server, and does not quote them', async () => {
    const access = { username: 'us\0er', password: 'hunter2' };
    const [answer] = await probeTargets({ targets: [targetOf({ port: 1 })], access }, never.start);
    expect(messageOf(answer)).toBe('127.0.0.1:1: user and password must not hold a zero byte');
  });

  it('leaves the largest answer far below what Lambda returns, whatever the servers send', async () => {
    const text = '\uFFFF\u0001'.repeat(350);
    const port = await saying(bytesOf({ kind: 'error', text }));
    const targets = Array.from({ length: PROBE_TARGETS_MAX }, (_, i) =>
      targetOf({ port }, { instanceId: `i-${String(i).padStart(62, '0')}` }),
    );
    const answers = await probeTargets({ targets }, never.start);
    expect(answers.every((answer) => messageOf(answer).includes(`:${port} signalled '`))).toBe(true);
    // Lambda returns 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    expect(jsonBytesOf(answers)).toBeLessThan(2.5 * MIB);
    expect(jsonBytesOf(answers)).toBeGreaterThan(1.5 * MIB);
  });
});
