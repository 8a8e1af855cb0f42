// What makes AWS replace nodes of its own accord: health checks, Spot, lifetimes, refreshes.
import { someIds } from '../../../adoption/planned-change.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { answered, wrong } from '../../../doctor/check.ts';
import { awsFix } from '../group-check.ts';

export const replacementChecks: GroupCheck = {
  title: 'replacement by AWS',
  findings: (examined) => [
    ...healthChecks(examined),
    ...spot(examined),
    ...lifetime(examined),
    ...refresh(examined),
  ],
};

function healthChecks(examined: Examined): readonly Finding[] {
  const { healthCheckType } = examined.settings;
  if (healthCheckType === 'EC2') return [];
  return [
    wrong(
      'health-checks',
      `health checks are ${healthCheckType}, allowed is EC2: an RDB busy with a long query fails others, and is replaced`,
      awsFix(examined, 'update-auto-scaling-group', '--health-check-type EC2'),
    ),
  ];
}

function spot(examined: Examined): readonly Finding[] {
  const ids = answered(examined.spotInstances) ?? [];
  if (!examined.settings.asksForSpot && ids.length === 0) return [];
  const which = ids.length > 0 ? ` (${someIds(ids)})` : '';
  return [
    wrong(
      'spot',
      `the group has or asks for Spot instances${which}: they end at two minutes' notice`,
      awsFix(
        examined,
        'update-auto-scaling-group',
        '--mixed-instances-policy \'{"InstancesDistribution":{"OnDemandPercentageAboveBaseCapacity":100}}\'',
      ),
    ),
  ];
}

function lifetime(examined: Examined): readonly Finding[] {
  const { maxInstanceLifetimeS } = examined.settings;
  if (maxInstanceLifetimeS === undefined) return [];
  return [
    wrong(
      'maximum-lifetime',
      `nodes are replaced after ${maxInstanceLifetimeS} s, the maximum instance lifetime`,
      awsFix(examined, 'update-auto-scaling-group', '--max-instance-lifetime 0'),
    ),
  ];
}

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html */
const UNDER_WAY = new Set(['Pending', 'InProgress', 'Baking', 'RollbackInProgress']);

function refresh(examined: Examined): readonly Finding[] {
  const running = (answered(examined.refreshes) ?? []).filter(({ status }) => UNDER_WAY.has(status));
  return running.map(({ id, status }) =>
    wrong(
      'instance-refresh',
      `an instance refresh is under way (${id}, ${status}): it replaces nodes, data or no data`,
      awsFix(examined, 'cancel-instance-refresh'),
    ),
  );
}
