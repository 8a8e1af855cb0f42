// The two emulated sides together, on sockets: no message with two RDBs, none with nobody.
import { describe, expect, it } from 'vitest';
import type { EmulatedRdb } from '../../../lib/emulator/queue/emulated-rdb.ts';
import { connectPeer } from '../../../lib/emulator/queue/ipc-peer.ts';
import { toQ } from '../../../lib/emulator/queue/queue-messages.ts';
import { boolean, chars, symbol } from '../../../lib/kdb/ipc/values.ts';
import { aTickerplant, anRdb, feed, joined, NEXT_DAY, TRADE } from './a-tier.ts';

/** In two rounds: what one says in the first may be what another is told in the second. */
async function settle(...rdbs: readonly EmulatedRdb[]): Promise<void> {
  for (const rdb of [...rdbs, ...rdbs]) await rdb.settled();
}
const held = (...rdbs: readonly EmulatedRdb[]) => rdbs.map((rdb) => [rdb.state().low, rdb.state().high]);

describe('a tier on sockets', () => {
  it('holds each message once, over a full RDB, a request and a cut', async () => {
    const tickerplant = await aTickerplant();
    const { port } = tickerplant;
    const first = await joined(port, 'a');
    const second = await joined(port, 'b');
    feed(tickerplant, 10);
    first.full();
    await settle(first, second);
    feed(tickerplant, 5);
    const third = await joined(port, 'c');
    expect(tickerplant.rollNow('rdb')).toBe(true);
    feed(tickerplant, 7);
    await settle(second, third);
    third.cut();
    feed(tickerplant, 3);
    const fourth = await joined(port, 'd');
    await settle(first, second, third, fourth);
    expect(held(first, second, third, fourth)).toEqual([
      [1, 10],
      [11, 15],
      [16, 22],
      [23, 25],
    ]);
    expect([first, second, third, fourth].map((rdb) => rdb.state().rows)).toEqual([10, 5, 7, 3]);
    expect(tickerplant.rollNow('rdb')).toBe(false);
  });

  it('leaves nothing out where an RDB cut itself off as its turn passed on: it reads the rest', async () => {
    const tickerplant = await aTickerplant();
    const first = await joined(tickerplant.port, 'a');
    const second = await joined(tickerplant.port, 'b');
    feed(tickerplant, 10);
    await first.settled();
    first.cut();
    // Before the tickerplant has heard of it.
    feed(tickerplant, 5);
    tickerplant.rollNow('rdb');
    await settle(first, second);
    feed(tickerplant, 2);
    await settle(second);
    expect(held(first, second)).toEqual([
      [1, 15],
      [16, 17],
    ]);
    expect(first.state()).toMatchObject({ live: false, rows: 15 });
  });

  it('gives what a dead live RDB held to the next, from the log', async () => {
    const tickerplant = await aTickerplant();
    const first = await joined(tickerplant.port, 'a');
    const second = await joined(tickerplant.port, 'b');
    feed(tickerplant, 2500);
    await first.settled();
    const gone = tickerplant.gone('a');
    await first.disconnect();
    await gone;
    await settle(second);
    expect(second.state()).toMatchObject({ live: true, low: 1, high: 2500, rows: 2500 });
    // It is back: another one has read what it holds.
    await first.connect();
    await settle(first);
    expect(first.state()).toMatchObject({ live: false, queued: true, rows: 0 });
  });

  it('lets a rolled one that comes back keep its rows', async () => {
    const tickerplant = await aTickerplant();
    const first = await joined(tickerplant.port, 'a');
    await joined(tickerplant.port, 'b');
    feed(tickerplant, 4);
    tickerplant.rollNow('rdb');
    await first.settled();
    const gone = tickerplant.gone('a');
    await first.disconnect();
    await gone;
    await first.connect();
    expect(first.state()).toMatchObject({ live: false, low: 1, high: 4, rows: 4 });
    expect(tickerplant.members().find(({ id }) => id === 'a')?.role).toBe('rolled');
  });

  it('at the end of the day one writes after the other, those that wait leave, and the live one goes on', async () => {
    const wrote: string[] = [];
    const writeDown = (id: string) => ({
      writeDown: (_day: string, rows: number) => {
        wrote.push(`${id} ${rows}`);
        return rows;
      },
    });
    const tickerplant = await aTickerplant();
    const { port } = tickerplant;
    const first = await joined(port, 'a', writeDown('a'));
    const second = await joined(port, 'b', writeDown('b'));
    const third = await joined(port, 'c');
    feed(tickerplant, 4);
    tickerplant.rollNow('rdb');
    feed(tickerplant, 6);
    await settle(first, second, third);
    tickerplant.endDay(NEXT_DAY);
    await settle(second, first, third);
    expect(wrote).toEqual(['b 6', 'a 4']);
    expect(third.state()).toMatchObject({ live: false, queued: false });
    feed(tickerplant, 2);
    await settle(second);
    expect(second.state()).toMatchObject({ live: true, low: 1, high: 2, rows: 2 });
    expect(tickerplant.members().map(({ id }) => id)).toEqual(['b']);
  });

  it('keeps what could not be written, and takes nothing of the new day into it', async () => {
    const refused: string[] = [];
    const tickerplant = await aTickerplant((why) => refused.push(why));
    const rdb = await joined(tickerplant.port, 'a', { writeDown: () => null });
    feed(tickerplant, 4);
    await rdb.settled();
    tickerplant.endDay(NEXT_DAY);
    await settle(rdb);
    feed(tickerplant, 3);
    const next = await joined(tickerplant.port, 'b');
    await settle(rdb);
    expect(rdb.state()).toMatchObject({ live: false, rows: 4 });
    expect(next.state()).toMatchObject({ live: true, low: 1, high: 3, rows: 3 });
    expect(refused).toEqual(['handle 1 could not write 2026.11.20 down']);
  });

  it('cuts an RDB off whose log cannot be read, so that the next one reads it', async () => {
    const tickerplant = await aTickerplant();
    const emptyLog = await aTickerplant();
    feed(tickerplant, 3);
    const refused: string[] = [];
    const rdb = await joined(tickerplant.port, 'a', {
      logServer: { host: '127.0.0.1', port: emptyLog.port },
      onRefused: (why) => refused.push(why),
    });
    await settle(rdb);
    const next = await joined(tickerplant.port, 'b');
    expect(rdb.state()).toMatchObject({ live: false, rows: 0 });
    expect(next.state()).toMatchObject({ live: true, low: 1, high: 3 });
    expect(refused).toEqual(['the log ends before message 3']);
  });

  it('takes a feed’s and an operator’s messages, and signals to who asks for what there is not', async () => {
    const refused: string[] = [];
    const tickerplant = await aTickerplant((why) => refused.push(why));
    const rdb = await joined(tickerplant.port, 'a');
    const caller = await connectPeer(
      { host: '127.0.0.1', port: tickerplant.port },
      { onMessage: () => undefined },
    );
    caller.tell(toQ({ kind: 'feed', table: 'trade', columns: TRADE }));
    expect(await caller.ask(toQ({ kind: 'roll', queue: 'rdb' }))).toEqual(boolean(false));
    expect(await caller.ask(chars('1+1'))).toEqual({ kind: 'error', text: 'no message calls a chars' });
    caller.tell({ kind: 'list', items: [symbol('.queue.cut'), symbol('ten')] });
    caller.tell(toQ({ kind: 'feed', table: 'orders', columns: TRADE }));
    await caller.ask(chars(''));
    caller.close();
    await rdb.settled();
    expect(rdb.state().high).toBe(1);
    expect(refused).toEqual([
      '.queue.cut: upto is a count, and a atom is given',
      'no table orders; there are trade',
    ]);
  });

  it('tells who asks for a connection that nobody accepts', async () => {
    const tickerplant = await aTickerplant();
    await tickerplant.close();
    await expect(anRdb(tickerplant.port).connect()).rejects.toThrow('ECONNREFUSED');
  });
});
