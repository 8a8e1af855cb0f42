// What happens to a node that AWS terminates all the same: hook and retention.
import { ourHook } from '../../../../targets/rdb-group/domain/group.ts';
import { terminatingHooks } from '../../adoption/group-changes.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { wrong } from '../../../doctor/check.ts';
import { adoptFix, awsFix } from '../group-check.ts';

export const terminationChecks: GroupCheck = {
  title: 'terminating hook',
  findings: (examined) => [...hook(examined), ...otherHooks(examined), ...retention(examined)],
};

function hook(examined: Examined): readonly Finding[] {
  const hooks = terminatingHooks(examined.settings.hooks);
  const ours = ourHook(examined.settings.group, hooks);
  if (!ours) {
    const text =
      hooks.length === 0
        ? 'there is no terminating hook: a node ends before its data is safe'
        : `of the terminating hooks ${hooks.map(({ name }) => name).join(', ')} none is Spillway's: nobody keeps a node waiting`;
    return [wrong('no-hook', text, adoptFix(examined))];
  }
  if (ours.defaultResult === 'ABANDON') return [];
  return [
    wrong(
      'hook-continues',
      `the hook ${ours.name} has the default result CONTINUE: a node ends when it times out`,
      awsFix(
        examined,
        'put-lifecycle-hook',
        `--lifecycle-hook-name ${ours.name} --lifecycle-transition autoscaling:EC2_INSTANCE_TERMINATING --default-result ABANDON`,
      ),
    ),
  ];
}

/** A node leaves only when all its hooks are completed, and cycles complete ours alone. */
function otherHooks(examined: Examined): readonly Finding[] {
  const hooks = terminatingHooks(examined.settings.hooks);
  const ours = ourHook(examined.settings.group, hooks);
  return hooks
    .filter((hook) => ours !== undefined && hook !== ours)
    .map(({ name }) =>
      wrong(
        'second-hook',
        `a second terminating hook, ${name}: Spillway completes ${ours?.name ?? 'its own'} only`,
        awsFix(examined, 'delete-lifecycle-hook', `--lifecycle-hook-name ${name}`),
      ),
    );
}

function retention(examined: Examined): readonly Finding[] {
  if (examined.settings.group.retainsOnAbandon) return [];
  return [
    wrong(
      'not-retained',
      'a node whose hook is abandoned is terminated and not retained',
      awsFix(
        examined,
        'update-auto-scaling-group',
        '--instance-lifecycle-policy \'{"RetentionTriggers":{"TerminateHookAbandon":"retain"}}\'',
      ),
    ),
  ];
}
