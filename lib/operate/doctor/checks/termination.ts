// What happens to a node that AWS terminates all the same: hook and retention.
import { terminatingHooks } from '../../adoption/planned-change.ts';
import type { Check, Examined, Finding } from '../check.ts';
import { adoptFix, awsFix, wrong } from '../check.ts';

export const terminationChecks: Check = {
  title: 'terminating hook',
  findings: (examined) => [...hook(examined), ...otherHooks(examined), ...retention(examined)],
};

function hook(examined: Examined): readonly Finding[] {
  const [first] = terminatingHooks(examined.settings.hooks);
  if (!first) {
    return [
      wrong(
        'no-hook',
        'there is no terminating hook: a node ends before its data is safe',
        adoptFix(examined),
      ),
    ];
  }
  if (first.defaultResult === 'ABANDON') return [];
  return [
    wrong(
      'hook-continues',
      `the hook ${first.name} has the default result CONTINUE: a node ends when it times out`,
      awsFix(
        examined,
        'put-lifecycle-hook',
        `--lifecycle-hook-name ${first.name} --lifecycle-transition autoscaling:EC2_INSTANCE_TERMINATING --default-result ABANDON`,
      ),
    ),
  ];
}

/** A node leaves only when all its hooks are completed, and cycles complete the first by name. */
function otherHooks(examined: Examined): readonly Finding[] {
  const [, ...others] = terminatingHooks(examined.settings.hooks);
  return others.map(({ name }) =>
    wrong(
      'second-hook',
      `a second terminating hook, ${name}: Spillway completes the first by name only`,
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
