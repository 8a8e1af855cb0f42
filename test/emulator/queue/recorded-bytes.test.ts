// Each emulated side against a side that is recorded bytes and nothing else.
import { onTestFinished, describe, expect, it } from 'vitest';
import { aTickerplant, anRdb, DAY, feed, joined, NEXT_DAY } from './a-tier.ts';
import { bytesRdb, bytesTickerplant, RECORDED, type BytesSide } from './recorded.ts';

async function connectedRdb(port: number) {
  const rdb = await bytesRdb(port);
  onTestFinished(() => rdb.end());
  return rdb;
}

describe('the emulated tickerplant, told by recorded bytes', () => {
  /** The state that the recordings are of: ten messages with an RDB that has rolled, 89 since then. */
  async function atNinetyNine() {
    const tickerplant = await aTickerplant();
    const first = await joined(tickerplant.port, 'rdb0.1');
    feed(tickerplant, 10);
    await first.settled();
    first.cut();
    await first.settled();
    feed(tickerplant, 89);
    return { tickerplant, first };
  }

  it('answers who joins with its turn and the position, and sends what follows', async () => {
    const { tickerplant } = await atNinetyNine();
    const rdb = await connectedRdb(tickerplant.port);
    rdb.send('join');
    expect(await rdb.next()).toBe(RECORDED['live']);
    feed(tickerplant, 1);
    expect(await rdb.next()).toBe(RECORDED['upd']);
  });

  it('rolls a full RDB as soon as somebody waits, and tells it how far it is', async () => {
    const { tickerplant } = await atNinetyNine();
    const rdb = await connectedRdb(tickerplant.port);
    rdb.send('join');
    await rdb.next();
    rdb.send('full');
    const next = await joined(tickerplant.port, 'rdb2.1');
    expect(await rdb.next()).toBe(RECORDED['rolled']);
    expect(next.state()).toMatchObject({ live: true, low: 100, high: 99 });
    expect(tickerplant.held()).toContainEqual({ queue: 'rdb', id: 'rdb1.4711', low: 11, high: 99 });
  });

  it('lets who waits leave, and says so', async () => {
    const { tickerplant } = await atNinetyNine();
    await joined(tickerplant.port, 'rdb2.1');
    const rdb = await connectedRdb(tickerplant.port);
    rdb.send('join');
    rdb.send('leave');
    expect(await rdb.next()).toBe(RECORDED['left']);
    expect(tickerplant.members().map(({ id }) => id)).not.toContain('rdb1.4711');
  });

  it('answers who comes back with the rows of its turn that it is live still, and how far the log is', async () => {
    const { tickerplant } = await atNinetyNine();
    const rdb = await connectedRdb(tickerplant.port);
    feed(tickerplant, 21);
    rdb.send('resume');
    expect(await rdb.next()).toBe(RECORDED['resumed']);
  });

  it('takes a cut: what follows it is the next one’s', async () => {
    const { tickerplant } = await atNinetyNine();
    const rdb = await connectedRdb(tickerplant.port);
    rdb.send('join');
    await rdb.next();
    feed(tickerplant, 5);
    rdb.send('cut');
    const next = await joined(tickerplant.port, 'rdb2.1');
    expect(next.state()).toMatchObject({ live: true, low: 100, high: 104, rows: 5 });
  });

  it('gives the word to write the day down, and passes it on when that is done', async () => {
    const { tickerplant, first } = await atNinetyNine();
    const rdb = await connectedRdb(tickerplant.port);
    rdb.send('join');
    await rdb.next();
    tickerplant.endDay(NEXT_DAY);
    expect(await rdb.next()).toBe(RECORDED['end']);
    await first.settled();
    expect(first.state().rows).toBe(10);
    rdb.send('written');
    // A question, so that what was said before it is done.
    rdb.send('leave');
    await rdb.next();
    await first.settled();
    expect(first.state().rows).toBe(0);
  });

  it('streams the log after a position, and ends with nothing', async () => {
    const { tickerplant } = await atNinetyNine();
    const rdb = await connectedRdb(tickerplant.port);
    rdb.send('read');
    const batch = await rdb.next();
    // 89 calls of upd, each as it was sent.
    expect(batch.split(RECORDED['upd']?.slice(16) ?? '')).toHaveLength(90);
    expect(await rdb.next()).toBe(RECORDED['read-all']);
  });

  it('gives an RDB that missed the end of a day the word to write it', async () => {
    const { tickerplant } = await atNinetyNine();
    tickerplant.endDay(NEXT_DAY);
    const rdb = await connectedRdb(tickerplant.port);
    rdb.send('back');
    // Whoever rolled that day writes first.
    expect(await rdb.next()).toBe(RECORDED['end']);
  });
});

describe('the emulated RDB, told by recorded bytes', () => {
  /** Live, as recorded, and its log read by a connection that is closed. */
  async function aLiveOne(options: Parameters<typeof anRdb>[1] = {}) {
    const tickerplant = await bytesTickerplant();
    onTestFinished(() => tickerplant.close());
    const log = await aTickerplant();
    feed(log, 120);
    const logServer = { host: '127.0.0.1', port: log.port };
    const rdb = anRdb(tickerplant.port, { logServer, ...options });
    const [side] = await Promise.all([tickerplant.accepted(), rdb.connect()]);
    expect(await side.next()).toBe(RECORDED['join']);
    side.send('live');
    return { tickerplant, side, rdb };
  }

  /** What it says next, once it has done what it was told: the recorded `left` answers a question of its. */
  async function doneBy(side: BytesSide, rdb: ReturnType<typeof anRdb>) {
    const settled = rdb.settled();
    await side.next();
    side.send('left');
    await settled;
  }

  /** Live, it lost its connection; its next one has been told which day it is. */
  async function cameBackOn(day: 'today' | 'tomorrow') {
    const { tickerplant, side, rdb } = await aLiveOne();
    await doneBy(side, rdb);
    side.end();
    await rdb.disconnect();
    const back = rdb.connect();
    const again = await tickerplant.accepted();
    await again.next();
    again.send(day);
    return { rdb, again, back };
  }

  it('joins, and reads what it was not sent from the log when its turn comes', async () => {
    const { side, rdb } = await aLiveOne();
    await doneBy(side, rdb);
    expect(rdb.state()).toEqual({ live: true, queued: false, day: DAY, low: 11, high: 99, rows: 89 });
    side.send('upd');
    await doneBy(side, rdb);
    expect(rdb.state()).toMatchObject({ high: 100, rows: 90 });
  });

  it('says that it is full, and keeps what it has when its turn has passed on', async () => {
    const { side, rdb } = await aLiveOne();
    await doneBy(side, rdb);
    rdb.full();
    expect(await side.next()).toBe(RECORDED['full']);
    side.send('rolled');
    await doneBy(side, rdb);
    expect(rdb.state()).toMatchObject({ live: false, low: 11, high: 99, rows: 89 });
  });

  it('cuts itself off at the last message that it holds, and takes no more', async () => {
    const { side, rdb } = await aLiveOne();
    await doneBy(side, rdb);
    rdb.cut();
    expect(await side.next()).toBe(RECORDED['cut']);
    side.send('upd');
    await doneBy(side, rdb);
    expect(rdb.state()).toMatchObject({ live: false, high: 99, rows: 89 });
  });

  it('leaves the queue only on the word of the tickerplant', async () => {
    const tickerplant = await bytesTickerplant();
    onTestFinished(() => tickerplant.close());
    const rdb = anRdb(tickerplant.port);
    const [side] = await Promise.all([tickerplant.accepted(), rdb.connect()]);
    await side.next();
    const left = rdb.leave();
    expect(await side.next()).toBe(RECORDED['leave']);
    expect(rdb.state().queued).toBe(true);
    side.send('left');
    expect(await left).toBe(true);
    expect(rdb.state().queued).toBe(false);
  });

  it('asks on its return whether its rows are its own still, and reads what it missed', async () => {
    const { rdb, again, back } = await cameBackOn('today');
    expect(await again.next()).toBe(RECORDED['resume']);
    again.send('resumed');
    await back;
    expect(rdb.state()).toMatchObject({ live: true, low: 11, high: 120, rows: 110 });
  });

  it('says on its return that it holds a day that is over', async () => {
    const { rdb, again, back } = await cameBackOn('tomorrow');
    await back;
    expect(await again.next()).toBe(RECORDED['back']);
    expect(rdb.state()).toMatchObject({ live: false, rows: 89 });
  });

  it('writes down, flushes, and says how many rows', async () => {
    const written: unknown[] = [];
    const { side, rdb } = await aLiveOne({ writeDown: (...told) => (written.push(told), told[1]) });
    await doneBy(side, rdb);
    side.send('end');
    expect(await side.next()).toBe(RECORDED['written']);
    expect(written).toEqual([[DAY, 89]]);
    expect(rdb.state()).toMatchObject({ live: true, low: 1, high: 0, rows: 0 });
  });
});
