// What a cycle by hand means for a group: whether the target is reached, and whether looking again can help. The rules
// themselves are lib/targets/rdb-group/decide/rules/operator-target.ts.
import { RDB_GROUP, type RdbGroup } from '../../targets/rdb-group/rdb-group.ts';
import { LOOK_PAUSE_MS, SETTLE_MS, type ByHand, type Decided, type Step } from '../scale/scale-to.ts';

export const GROUP_BY_HAND: ByHand<RdbGroup> = {
  kind: RDB_GROUP,
  title: 'Auto Scaling group',
  changes: ({ kind }) => kind === 'set-desired' || kind === 'retire',
  stepOf(decided, target): Step {
    const { plan } = decided;
    const { text, code } = plan.reason;
    switch (plan.kind) {
      case 'scale-out':
        return plan.desiredCapacity === target
          ? { kind: 'reached', text }
          : { kind: 'again', pauseMs: SETTLE_MS, text };
      case 'retire':
        return { kind: 'again', pauseMs: SETTLE_MS, text, did: plan.instanceId };
      case 'hold':
        if (code === 'operator-reached') return { kind: 'reached', text };
        return mayPass(decided) ? { kind: 'again', pauseMs: LOOK_PAUSE_MS, text } : { kind: 'held', text };
    }
  },
};

const WAITS = new Set(['awaiting-second-proof', 'retirement-unseen']);

/**
 * Whether a later observation can end the hold by itself: a second proof, a look at what became of the node ended last, or
 * a second look at a stream whose
 * rate is not known after one. What a node holds does not go by waiting here.
 */
function mayPass({ plan }: Decided<RdbGroup>): boolean {
  const { code, operands } = plan.reason;
  const { codes } = operands;
  return WAITS.has(code) || (Array.isArray(codes) && codes.includes('roll-unknown'));
}
