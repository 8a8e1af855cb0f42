import { describe, expect, it } from 'vitest';
import { createOutsideCallers } from '../../../lib/emulator/live/outside-callers.ts';

const TABLE = 'spillway-state';
const LEASE_MS = 80_000;
const KEY = { pk: { S: 'GROUP#rdb' }, sk: { S: 'STATE' } };
const HELD = { leaseOwner: { S: 'somebody' }, leaseExpiresAtMs: { N: '5000' } };

function callers() {
  let item: typeof HELD | undefined;
  let realMs = 1_000_000;
  let nowMs = 0;
  const made = createOutsideCallers({
    stateTable: TABLE,
    readItem: () => Promise.resolve(item),
    nowMs: () => nowMs,
    realNowMs: () => realMs,
    leaseMs: LEASE_MS,
  });
  const call = (caller: string, action = 'UpdateItem', key: object = KEY) =>
    made.onCall({ caller, service: 'dynamodb', action, params: { TableName: TABLE, Key: key }, status: 200 });
  return {
    ...made,
    call,
    write: (given: typeof HELD | undefined, caller = 'unknown') => {
      item = given;
      call(caller);
    },
    passReal: (durationMs: number) => void (realMs += durationMs),
    passVirtual: (durationMs: number) => void (nowMs += durationMs),
  };
}

describe('what holds time up', () => {
  it('is a lease that was taken from outside, until it is given back', async () => {
    const { write, heldUpBy, passReal } = callers();
    write(HELD);
    passReal(5_000);
    expect(await heldUpBy()).toBe('a command holds the lease of GROUP#rdb');
    write(undefined);
    passReal(5_000);
    expect(await heldUpBy()).toBeUndefined();
  });

  it('is no lease of a function, and none that has expired', async () => {
    const { write, heldUpBy, passReal, passVirtual } = callers();
    write(HELD, 'on-tick');
    expect(await heldUpBy()).toBeUndefined();
    passVirtual(5_000);
    write(HELD);
    passReal(5_000);
    expect(await heldUpBy()).toBeUndefined();
  });

  it('is a lease that was left behind no longer than a lease lasts', async () => {
    const { write, heldUpBy, passReal } = callers();
    write(HELD);
    expect(await heldUpBy()).toBeDefined();
    passReal(LEASE_MS - 1);
    expect(await heldUpBy()).toBeDefined();
    passReal(1);
    expect(await heldUpBy()).toBeUndefined();
  });

  it('is still the lease when the journal is written beside it', async () => {
    const { write, call, heldUpBy, passReal } = callers();
    write(HELD);
    call('unknown', 'PutItem', { pk: KEY.pk, sk: { S: 'PLAN#2013' } });
    passReal(5_000);
    expect(await heldUpBy()).toBe('a command holds the lease of GROUP#rdb');
  });

  it('is a command that reads, from its first call until a moment after its last', async () => {
    const { call, heldUpBy, passReal } = callers();
    call('unknown', 'GetItem');
    passReal(399);
    expect(await heldUpBy()).toBe('a command is reading');
    call('unknown', 'GetItem');
    passReal(399);
    expect(await heldUpBy()).toBe('a command is reading');
    passReal(1);
    expect(await heldUpBy()).toBeUndefined();
    call('on-tick', 'GetItem');
    expect(await heldUpBy()).toBeUndefined();
  });

  it('is no client that never pauses', async () => {
    const { call, heldUpBy, passReal } = callers();
    for (let ms = 0; ms < 4_000; ms += 100) {
      call('unknown', 'GetItem');
      passReal(100);
    }
    expect(await heldUpBy()).toBeUndefined();
    passReal(1_000);
    call('unknown', 'GetItem');
    expect(await heldUpBy()).toBe('a command is reading');
  });
});
