import { describe, expect, it } from 'vitest';
import type { HookStep, Plan } from '../../../../lib/targets/rdb-group/domain/plan.ts';
import { decide } from '../../../../lib/targets/rdb-group/decide/decide.ts';
import { reason } from '../../../../lib/core/reason.ts';
import { applyPlan } from '../../../../lib/cycle/apply-plan.ts';
import { RDB_GROUP } from '../../../../lib/targets/rdb-group/rdb-group.ts';
import { aWorld } from '../../../build/fake-world.ts';
import { flushed, live, NOW_MS, provedOnce, rolled } from '../../../build/servers.ts';
import type { Server } from '../../../build/servers.ts';
import type { SnapshotParts } from '../../../build/snapshot.ts';
import { aDormancy, aPolicy, aSnapshot, HOOK } from '../../../build/snapshot.ts';

/** Applies a plan that `decide` would never make of these servers; says what was sent and why it stopped. */
async function applied(change: Partial<Plan>, servers: readonly Server[], parts: SnapshotParts = {}) {
  const snapshot = aSnapshot(servers, { hook: HOOK, ...parts });
  const plan = { ...decide(snapshot, aPolicy({ mode: 'off' }), NOW_MS), ...change } as Plan;
  const { ports, sent } = aWorld({ groups: {} });
  const terms = { ports, whyNotSent: () => undefined };
  const failed = await applyPlan(RDB_GROUP, { plan, seen: snapshot }, terms).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  return { sent, failed };
}

const step = (name: HookStep['step'], instanceId = 'i-1'): Partial<Plan> => ({
  hookSteps: [{ instanceId, step: name, reason: reason('x', 'x', {}) }],
});
const retire = { kind: 'retire', instanceId: 'i-1', decrement: true } as const;
const waiting = { node: { stage: 'terminating-wait' as const } };
const retained = { node: { stage: 'retained' as const } };

describe('what must hold is checked once more before anything is sent', () => {
  it.each<[string, Partial<Plan>, readonly Server[], SnapshotParts]>([
    ['raises the desired capacity', { kind: 'scale-out', desiredCapacity: 2 }, [live(), rolled('i-1')], {}],
    ['within the group', { kind: 'scale-out', desiredCapacity: 11 }, [live()], {}],
    ['in service', retire, [live(), provedOnce(flushed('i-1', waiting))], {}],
    ['in service', retire, [live()], {}],
    ['without rows', retire, [live(), provedOnce(rolled('i-1'))], {}],
    ['without rows', retire, [live(), provedOnce(flushed('i-1', { report: { busy: true } }))], {}],
    ['without rows', retire, [live(), provedOnce(flushed('i-1', { report: { live: true } }))], {}],
    ['two proofs', retire, [live(), flushed('i-1')], {}],
    ['above the minimum', retire, [live(), provedOnce(flushed('i-1'))], { group: { minSize: 2 } }],
    ['without rows', step('continue'), [live(), rolled('i-1', waiting)], {}],
    ['without rows', step('end-retained'), [live(), provedOnce(rolled('i-1', retained))], {}],
    ['two proofs', step('end-retained'), [live(), flushed('i-1', retained)], {}],
    ['retains', step('abandon'), [live(), rolled('i-1', waiting)], { group: { retainsOnAbandon: false } }],
  ])('%s', async (rule, change, servers, parts) => {
    const { sent, failed } = await applied(change, servers, parts);
    expect(failed).toMatch(/^Error: Refused to act, as it must hold that/);
    expect(failed).toContain(rule.replace('above the minimum', 'at or above the minimum'));
    expect(sent).toEqual([]);
  });

  it('and a plan of which one part is refused is refused whole', async () => {
    const both = { ...retire, ...step('continue', 'i-2') };
    const servers = [live(), provedOnce(flushed('i-1')), rolled('i-2', waiting)];
    expect((await applied(both, servers)).sent).toEqual([]);
  });
});

describe('a sound plan', () => {
  it('is sent: the action first, then each step', async () => {
    const both = { ...retire, ...step('continue', 'i-2') };
    const servers = [live(), provedOnce(flushed('i-1')), flushed('i-2', waiting)];
    expect((await applied(both, servers)).sent).toEqual([
      'terminateInstance i-1 and decrement',
      'completeHook i-2 CONTINUE',
    ]);
  });

  it.each<[HookStep['step'], Server, readonly string[]]>([
    ['wait', rolled('i-1', waiting), []],
    ['heartbeat', rolled('i-1', waiting), ['heartbeatHook i-1']],
    ['abandon', rolled('i-1', waiting), ['completeHook i-1 ABANDON']],
    ['continue', flushed('i-1', waiting), ['completeHook i-1 CONTINUE']],
    ['end-retained', provedOnce(flushed('i-1', retained)), ['terminateInstance i-1']],
  ])('with the step %s', async (name, server, sent) => {
    expect((await applied(step(name), [live(), server])).sent).toEqual(sent);
  });
});

describe('a node that says it is live or queued', () => {
  const inQueue = { report: { queued: true } };
  const refusal = (rule: string) => `Refused to act, as it must hold that ${rule}`;

  it.each<[string, Partial<Plan>, Server, SnapshotParts]>([
    [
      'a live or queued node is retired only into its hook',
      retire,
      provedOnce(flushed('i-1', inQueue)),
      { group: { retainsOnAbandon: false } },
    ],
    [
      'a live or queued node is retired only into its hook',
      retire,
      provedOnce(flushed('i-1', { report: { live: true } })),
      { group: { retainsOnAbandon: false }, hook: HOOK, intent: aDormancy() },
    ],
    [
      'a live or queued node is retired only into its hook',
      retire,
      provedOnce(flushed('i-1', { report: { live: true } })),
      { hook: { ...HOOK, defaultResult: 'CONTINUE' }, intent: aDormancy() },
    ],
    [
      'no node is let go that waits in the queue',
      step('continue'),
      flushed('i-1', { ...waiting, ...inQueue }),
      {},
    ],
    [
      'no node is ended that waits in the queue',
      step('end-retained'),
      provedOnce(flushed('i-1', { ...retained, ...inQueue })),
      {},
    ],
  ])('is not ended: %s', async (rule, change, server, parts) => {
    const { sent, failed } = await applied(change, [live(), server], parts);
    expect(failed).toContain(refusal(rule));
    expect(sent).toEqual([]);
  });
});
