// What is said of a server that failed: its host and port, on one short line, whatever it sent.
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../lib/kdb/ipc/encode-value.ts';
import { MESSAGE_LENGTH_MAX } from '../../lib/kdb/ipc/errors.ts';
import { symbols, type QAnswer } from '../../lib/kdb/ipc/values.ts';
import { probeTargets } from '../../lib/kdb/probe-targets.ts';
import { PROBE_TARGETS_MAX, type ProbeAnswer } from '../../lib/targets/rdb-group/ports/probe.ts';
import { answerWith, dictOf, longsOf } from './answers.ts';
import { compress } from './ipc/compress.ts';
import { admit, scriptedPeer } from './ipc/scripted-peer.ts';
import { manualDeadline, targetOf } from './rdb-fixtures.ts';

const MIB = 1024 ** 2;
const never = manualDeadline();
const bytesOf = (answer: QAnswer) => encodeMessage(answer, { messageType: 'response' });
const saying = (bytes: Uint8Array) => scriptedPeer(admit, (socket) => socket.write(bytes));
const messageOf = (answer: ProbeAnswer | undefined) =>
  answer?.kind === 'failed' ? answer.failure.message : 'no failure';
const zippedMebibyte = compress(bytesOf(symbols(Array.from({ length: MIB - 14 }, () => ''))));

describe('what is said of a server that failed', () => {
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
    [
      'half an answer',
      () => scriptedPeer(admit, (s) => s.end(bytesOf(answerWith({})).subarray(0, 60))),
      /after 60 of/,
    ],
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
    expect(Buffer.byteLength(JSON.stringify(answers))).toBeLessThan(2.5 * MIB);
    expect(Buffer.byteLength(JSON.stringify(answers))).toBeGreaterThan(1.5 * MIB);
  });
});
