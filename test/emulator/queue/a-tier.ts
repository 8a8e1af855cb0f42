// A tickerplant and RDBs on sockets of their own, put away after each test, and what feeds send.
import { onTestFinished } from 'vitest';
import {
  createEmulatedRdb,
  type EmulatedRdb,
  type RdbOptions,
} from '../../../lib/emulator/queue/emulated-rdb.ts';
import {
  startEmulatedTickerplant,
  type EmulatedTickerplant,
} from '../../../lib/emulator/queue/emulated-tickerplant.ts';
import { KDB_EPOCH_MS, type QValue, type Scalar, type TypeNumber } from '../../../lib/kdb/ipc/values.ts';

export const DAY = '2026.11.20';
export const NEXT_DAY = '2026.11.21';
const vector = (type: TypeNumber, ...items: readonly Scalar[]): QValue => ({ kind: 'vector', type, items });
const nanoseconds = BigInt(Date.parse('2026-11-20T14:31:07.412Z') - KDB_EPOCH_MS) * 1_000_000n;

/** The row of the recorded `upd`. */
export const TRADE: QValue = {
  kind: 'list',
  items: [vector(12, nanoseconds), vector(11, 'a'), vector(9, 1.5), vector(7, 3n)],
};
const SCHEMAS: Readonly<Record<string, QValue>> = {
  trade: {
    kind: 'table',
    columns: ['time', 'sym', 'price', 'size'],
    data: [vector(12), vector(11), vector(9), vector(7)],
  },
};

export async function aTickerplant(onRefused?: (why: string) => void): Promise<EmulatedTickerplant> {
  const tickerplant = await startEmulatedTickerplant({
    schemas: SCHEMAS,
    day: DAY,
    ...(onRefused && { onRefused }),
  });
  onTestFinished(() => tickerplant.close());
  return tickerplant;
}

export function anRdb(port: number, options: Partial<RdbOptions> = {}): EmulatedRdb {
  const rdb = createEmulatedRdb({
    ...{ tickerplant: { host: '127.0.0.1', port }, queue: 'rdb', id: 'rdb1.4711' },
    ...options,
  });
  onTestFinished(() => rdb.disconnect());
  return rdb;
}

/** An RDB that has joined, and been told what follows from it. */
export async function joined(
  port: number,
  id: string,
  options: Partial<RdbOptions> = {},
): Promise<EmulatedRdb> {
  const rdb = anRdb(port, { id, ...options });
  await rdb.connect();
  await rdb.settled();
  return rdb;
}

export function feed(tickerplant: EmulatedTickerplant, messageCount: number): void {
  for (let sent = 0; sent < messageCount; sent += 1) tickerplant.update('trade', TRADE);
}
