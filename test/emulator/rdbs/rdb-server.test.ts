import { describe, expect, it } from 'vitest';
import { openConnection } from '../../../lib/kdb/ipc/connection.ts';
import { queryOnce } from '../../../lib/kdb/ipc/query.ts';
import { atom, chars } from '../../../lib/kdb/ipc/values.ts';
import { gate, startRdb } from '../../kdb/rdb-fixtures.ts';

const NEVER = new AbortController().signal;
const at = ({ port }: { port: number }) => ({ host: '127.0.0.1', port });

describe('an emulated RDB', () => {
  it('answers .Q.w[] with its memory', async () => {
    const answer = await queryOnce(at(await startRdb({ heapBytes: 7 })), '.Q.w[]', { signal: NEVER });
    expect(answer).toMatchObject({
      keys: { items: ['used', 'heap', 'peak', 'wmax', 'mmap', 'mphy', 'syms', 'symw'] },
    });
    expect(answer).toMatchObject({ values: { type: 7, items: expect.arrayContaining([7n]) as unknown } });
  });

  it('is no q interpreter, and says so', async () => {
    const server = await startRdb();
    await expect(queryOnce(at(server), '1+1', { signal: NEVER })).rejects.toMatchObject({ text: 'nyi' });
    const call = queryOnce(at(server), 'f', { signal: NEVER, args: [atom(7, 1n), chars('x')] });
    await expect(call).rejects.toMatchObject({ text: 'nyi' });
  });

  it('tells its state at the moment of each query', async () => {
    let heapBytes = 1;
    const state = { usedBytes: 0, mphyBytes: 9, rowsByTable: {}, live: true, busy: false, timeMs: 0 };
    const server = await startRdb({}, { state: () => ({ ...state, heapBytes: heapBytes++ }) });
    const connection = await openConnection(at(server), { signal: NEVER });
    const [first, second] = [await connection.query('.Q.w[]'), await connection.query('.Q.w[]')];
    connection.close();
    expect([first, second]).toMatchObject(
      [{ values: { items: [0n, 1n] } }, { values: { items: [0n, 2n] } }].map(heapOf),
    );
    function heapOf(expected: { values: { items: bigint[] } }) {
      return {
        values: { items: [...expected.values.items, expected.values.items[1], 0n, 0n, 9n, 700n, 30_000n] },
      };
    }
  });

  it('lets in who has the password, and nobody else', async () => {
    const credentials = { username: 'spillway', password: 'right' };
    const server = await startRdb({}, { credentials });
    const ask = (password: string) =>
      queryOnce({ ...at(server), username: 'spillway', password }, '.Q.w[]', { signal: NEVER });
    expect((await ask('right')).kind).toBe('dict');
    await expect(ask('wrong')).rejects.toMatchObject({ code: 'access-denied' });
    await expect(queryOnce(at(server), '.Q.w[]', { signal: NEVER })).rejects.toMatchObject({
      code: 'access-denied',
    });
  });

  it('refuses connections and listens again on the same port', async () => {
    const server = await startRdb();
    await server.setFault({ kind: 'refuses' });
    await expect(queryOnce(at(server), '.Q.w[]', { signal: NEVER })).rejects.toMatchObject({
      code: 'refused',
    });
    await server.setFault(undefined);
    expect((await queryOnce(at(server), '.Q.w[]', { signal: NEVER })).kind).toBe('dict');
  });

  it('leaves no socket open once its client is gone', async () => {
    const closed = gate();
    const server = await startRdb(
      {},
      { onEvent: (event) => (event === 'closed' ? closed.open() : undefined) },
    );
    await queryOnce(at(server), '.Q.w[]', { signal: NEVER });
    await closed.promise;
    expect(server.connectionCount()).toBe(0);
  });
});
