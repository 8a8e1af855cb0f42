// Others that change the same desired capacity: scaling policies and scheduled actions of Auto Scaling.
import type { GroupCheck } from '../group-check.ts';
import { answered, shellWord, wrong } from '../../../doctor/check.ts';
import { awsFix } from '../group-check.ts';

export const rivalChecks: GroupCheck = {
  title: 'other scaling',
  findings: (examined) => [
    ...(answered(examined.scalingPolicies) ?? [])
      .filter(({ enabled }) => enabled)
      .map(({ name, type }) =>
        wrong(
          'scaling-policy',
          `the group has a scaling policy of its own, ${name} (${type}), which knows nothing of data and would fight`,
          awsFix(examined, 'delete-policy', `--policy-name ${shellWord(name)}`),
        ),
      ),
    ...(answered(examined.scheduledActions) ?? []).map(({ name, when }) =>
      wrong(
        'scheduled-action',
        `the group has a scheduled action, ${name} (${when}), which would fight`,
        awsFix(examined, 'delete-scheduled-action', `--scheduled-action-name ${shellWord(name)}`),
      ),
    ),
  ],
};
