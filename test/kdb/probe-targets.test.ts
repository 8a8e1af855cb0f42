import { describe, expect, it } from 'vitest';
import type { RdbFault } from '../../lib/emulator/rdbs/rdb-server.ts';
import { createLocalProbe, probeTargets } from '../../lib/kdb/probe-targets.ts';
import { findRdbQuery } from '../../lib/kdb/rdb-queries.ts';
import type { ProbeAnswer } from '../../lib/targets/rdb-group/ports/probe.ts';
import { anRdb, gate, manualDeadline, startRdb, targetOf, TEST_CERT, TEST_KEY } from './rdb-fixtures.ts';

const GIB = 1024 ** 3;
const sampleOf = (answer: ProbeAnswer | undefined) => (answer?.kind === 'report' ? answer.sample : answer);

describe('one RDB', () => {
  it('tells memory, rows, roles, updates and its time in one answer', async () => {
    const server = await startRdb({
      heapBytes: 6 * GIB,
      rowsByTable: { trade: 1_000, quote: 9_000 },
      live: true,
      queued: false,
      updates: 412,
    });
    const answers = await probeTargets({ targets: [targetOf(server)] });
    expect(answers).toEqual([
      {
        kind: 'report',
        instanceId: `i-${server.port}`,
        sample: {
          usedBytes: 6 * GIB,
          totalBytes: 16 * GIB,
          rows: 10_000,
          live: true,
          queued: false,
          busy: false,
          updates: 412,
          serverTimeMs: anRdb().timeMs,
        },
      },
    ]);
  });

  it('leaves out what a plain kdb+tick RDB does not know: its queue and its updates', async () => {
    const { usedBytes, heapBytes, mphyBytes, rowsByTable, live, busy, timeMs } = anRdb();
    const plain = { usedBytes, heapBytes, mphyBytes, rowsByTable, live, busy, timeMs };
    const server = await startRdb({}, { state: () => plain });
    const [answer] = await probeTargets({ targets: [targetOf(server)] });
    expect(sampleOf(answer)).not.toHaveProperty('queued');
    expect(sampleOf(answer)).not.toHaveProperty('updates');
  });

  it('answers the query for the KX auto-scaling scripts as well', async () => {
    const query = findRdbQuery('kx-autoscaling');
    const server = await startRdb({ live: true });
    const [answer] = await probeTargets({ targets: [targetOf(server, query && { query })] });
    expect(sampleOf(answer)).toMatchObject({ live: true, rows: 0 });
  });

  it('counts the memory of the whole server where other processes share it', async () => {
    const server = await startRdb({ heapBytes: 2 * GIB, serverUsedBytes: 12 * GIB });
    const [answer] = await probeTargets({ targets: [targetOf(server)] });
    expect(sampleOf(answer)).toMatchObject({ usedBytes: 12 * GIB, totalBytes: 16 * GIB });
  });

  it('counts against its own limit where that is reached first', async () => {
    const server = await startRdb({ heapBytes: 3 * GIB, wmaxBytes: 4 * GIB });
    const [answer] = await probeTargets({ targets: [targetOf(server)] });
    expect(sampleOf(answer)).toMatchObject({ usedBytes: 3 * GIB, totalBytes: 4 * GIB });
  });

  it('is let in with user and password, over TLS', async () => {
    const access = {
      username: 'spillway',
      password: 'pä:ss',
      tls: { ca: TEST_CERT, serverName: 'rdb.test' },
    };
    const credentials = { username: 'spillway', password: 'pä:ss' };
    const server = await startRdb({}, { credentials, tls: { cert: TEST_CERT, key: TEST_KEY } });
    const [answer] = await probeTargets({ targets: [targetOf(server)], access });
    expect(answer?.kind).toBe('report');
  });
});

describe('several processes on one server', () => {
  // Ports are consecutive on a real server; here the second is taken right after the first, or skipped.
  async function pair(first: object, second: object) {
    for (let attempt = 0; attempt < 20; attempt++) {
      const one = await startRdb(first);
      const two = await startRdb(second, { port: one.port + 1 }).catch(() => undefined);
      if (two) return probeTargets({ targets: [targetOf(one, { processes: 2 })] });
    }
    throw new Error('no two consecutive free ports in 20 attempts');
  }

  it.each([
    ['are empty only if all are', { rowsByTable: { trade: 0 } }, { rowsByTable: { trade: 7 } }, { rows: 7 }],
    ['are live if any is', { live: false }, { live: true }, { live: true }],
    ['are busy if any is', { busy: true }, { busy: false }, { busy: true }],
    ['wait in the queue while any does', { queued: true }, { queued: false }, { queued: true }],
    ['have left it once all have', { queued: false }, { queued: false }, { queued: false }],
    ['use memory together', { heapBytes: 3 * GIB }, { heapBytes: 5 * GIB }, { usedBytes: 8 * GIB }],
    ['count their updates together', { updates: 3 }, { updates: 4 }, { updates: 7 }],
  ])('%s', async (_what, first, second, expected) => {
    const [answer] = await pair(first, second);
    expect(sampleOf(answer)).toMatchObject(expected);
  });

  it('are no report if one of them does not answer, and no socket stays open for the others', async () => {
    const deadline = manualDeadline();
    const closed = gate();
    const hanging = await startRdb(
      {},
      { onEvent: (event) => (event === 'closed' ? closed.open() : undefined) },
    );
    await hanging.setFault({ kind: 'hangs' });
    // The port before it: nothing listens there, so that the first process fails while the second hangs.
    const target = targetOf(hanging, { port: hanging.port - 1, processes: 2 });
    const [answer] = await probeTargets({ targets: [target] }, deadline.start);
    expect(answer).toMatchObject({ kind: 'failed', failure: { code: 'refused' } });
    await closed.promise;
  });
});

describe('an RDB that fails', () => {
  const faults: readonly (readonly [RdbFault, string])[] = [
    [{ kind: 'refuses' }, 'refused'],
    [{ kind: 'hangs' }, 'timed-out'],
    [{ kind: 'late', until: new Promise(() => undefined) }, 'timed-out'],
    [{ kind: 'half-a-message' }, 'timed-out'],
    [{ kind: 'wrong-password' }, 'access-denied'],
    [{ kind: 'closes-mid-reply' }, 'closed'],
    [{ kind: 'huge' }, 'too-large'],
    [{ kind: 'wsfull' }, 'q-error'],
    [{ kind: 'access' }, 'q-error'],
    [{ kind: 'wrong-shape' }, 'wrong-shape'],
  ];

  it.each(faults)('$kind is named, and the others answer', async (fault, code) => {
    const deadline = manualDeadline();
    const reached = fault.kind === 'hangs' ? 'connected' : 'queried';
    const isTimed = code === 'timed-out';
    const bad = await startRdb(
      {},
      { onEvent: (event) => (isTimed && event === reached ? bothDone() : undefined) },
    );
    const good = await startRdb({ rowsByTable: { trade: 5 } });
    await bad.setFault(fault);
    // The deadline passes once the good one has answered and the bad one has been reached.
    let waitingFor = 2;
    const bothDone = () => {
      waitingFor -= 1;
      if (waitingFor === 0) deadline.expire();
    };
    const only = await Promise.all([
      probeTargets({ targets: [targetOf(bad)] }, deadline.start),
      probeTargets({ targets: [targetOf(good)] }).then((answers) => {
        bothDone();
        return answers;
      }),
    ]);
    expect(only[0]).toMatchObject([{ kind: 'failed', failure: { code } }]);
    expect(only[1]).toMatchObject([{ kind: 'report', sample: { rows: 5 } }]);
  });

  it('answers late, and in time: a report', async () => {
    const release = gate();
    const server = await startRdb(
      {},
      { onEvent: (event) => (event === 'queried' ? release.open() : undefined) },
    );
    await server.setFault({ kind: 'late', until: release.promise });
    const [answer] = await probeTargets({ targets: [targetOf(server)] });
    expect(answer?.kind).toBe('report');
  });

  it('shows what came instead of the answer', async () => {
    const server = await startRdb();
    await server.setFault({ kind: 'wrong-shape' });
    const [answer] = await probeTargets({ targets: [targetOf(server)] });
    expect(answer?.kind === 'failed' && answer.failure.message).toMatch(
      /answered the query tick with no `query; it sent dictionary symbols \[used, heap, .*mphy/,
    );
  });

  it('never has its credentials in the answer', async () => {
    const access = { username: 'spillway', password: 'hunter2' };
    for (const fault of [{ kind: 'wrong-password' }, { kind: 'access' }, { kind: 'refuses' }] as const) {
      const server = await startRdb();
      await server.setFault(fault);
      const answers = await probeTargets({ targets: [targetOf(server)], access });
      expect(JSON.stringify(answers)).not.toMatch(/hunter2|spillway/);
    }
  });

  it('is named by its deadline, as one of a batch of which each has its own', async () => {
    const hanging = await startRdb();
    await hanging.setFault({ kind: 'hangs' });
    const good = await startRdb();
    const targets = [targetOf(hanging), targetOf(good), targetOf(hanging, { instanceId: 'i-2' })];
    const answers = await createLocalProbe().probe({ targets, deadlineMs: 150 });
    expect(answers.map((answer) => answer.kind)).toEqual(['failed', 'report', 'failed']);
    expect(answers[0]).toMatchObject({ failure: { message: expect.stringContaining('(150 ms)') as string } });
  });
});
