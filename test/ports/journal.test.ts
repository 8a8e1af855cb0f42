import { describe, expect, it } from 'vitest';
import type { GroupJournalEntry } from '../../lib/targets/rdb-group/ports/group-journal.ts';
import { changeOf, entryOfAnyVersion } from '../../lib/targets/rdb-group/ports/group-journal.ts';

const reason = (code: string) => ({ code, text: code, operands: {} });
const base = {
  target: 'rdb-fx',
  atMs: 1,
  cycleId: 'c',
  trigger: 'tick',
  reason: reason('why'),
  considered: [],
};

describe('a journal entry of version 0.1', () => {
  const hookSteps = [
    { instanceId: 'i-1', step: 'heartbeat', reason: reason('holds-rows') },
    { instanceId: 'i-2', step: 'wait', reason: reason('busy') },
  ] as const;

  it('has its change and its steps as actions, and what waits beside them', () => {
    const old = {
      ...base,
      kind: 'scale-out',
      desiredCapacity: 3,
      outcome: { kind: 'applied' },
      hookSteps,
    } as const;
    expect(entryOfAnyVersion(old)).toEqual({
      ...base,
      kind: 'scale-out',
      actions: [
        { kind: 'set-desired', desiredCapacity: 3, reason: base.reason, outcome: { kind: 'applied' } },
        { kind: 'heartbeat', instanceId: 'i-1', reason: reason('holds-rows') },
      ],
      waits: [{ instanceId: 'i-2', reason: reason('busy') }],
    });
  });

  it('of a dry run was not sent', () => {
    const old = {
      ...base,
      kind: 'retire',
      instanceId: 'i-3',
      outcome: { kind: 'dry-run' },
      hookSteps: [],
    } as const;
    expect(entryOfAnyVersion(old).actions).toMatchObject([
      { kind: 'retire', instanceId: 'i-3', outcome: { kind: 'not-sent', why: 'dry-run' } },
    ]);
  });

  it('is left as it is in this version', () => {
    const entry: GroupJournalEntry = { ...base, kind: 'hold', actions: [], waits: [] };
    expect(entryOfAnyVersion(entry)).toBe(entry);
  });
});

describe('the change of an entry', () => {
  it('is what was asked of capacity, not what protects nodes or answers hooks', () => {
    const protect = { kind: 'protect', instanceIds: ['i-1'], reason: reason('unprotected') } as const;
    const retire = { kind: 'retire', instanceId: 'i-2', reason: reason('flushed-empty') } as const;
    expect(changeOf({ actions: [protect, retire] })).toBe(retire);
    expect(changeOf({ actions: [protect] })).toBeUndefined();
  });
});
