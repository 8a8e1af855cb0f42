// Protection from Auto Scaling's own choice of victims.
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined } from '../group-check.ts';
import { note, wrong } from '../../../doctor/check.ts';
import { adoptFix, awsFix } from '../group-check.ts';
import { someIds } from '../../../adoption/planned-change.ts';
import { AZ_REBALANCE } from '../../adoption/group-changes.ts';

export const protectionChecks: GroupCheck = {
  title: 'protection',
  findings: (examined) => [
    ...rebalancing(examined),
    ...newNodes(examined),
    ...nodes(examined),
    ...deletion(examined),
  ],
};

function rebalancing(examined: Examined): readonly Finding[] {
  if (examined.settings.group.suspendedProcesses.includes(AZ_REBALANCE)) return [];
  return [
    wrong(
      'az-rebalance-on',
      'the process AZRebalance runs: Auto Scaling may end nodes to even out the zones',
      awsFix(examined, 'suspend-processes', '--scaling-processes AZRebalance'),
    ),
  ];
}

function newNodes(examined: Examined): readonly Finding[] {
  if (examined.settings.newInstancesProtected) return [];
  return [
    wrong(
      'new-nodes-unprotected',
      'new nodes are not protected from scale-in',
      awsFix(examined, 'update-auto-scaling-group', '--new-instances-protected-from-scale-in'),
    ),
  ];
}

function nodes(examined: Examined): readonly Finding[] {
  const open = examined.settings.group.nodes.filter(
    (node) => node.stage === 'in-service' && !node.protectedFromScaleIn,
  );
  if (open.length === 0) return [];
  const ids = open.map((node) => node.instanceId);
  return [
    wrong(
      'nodes-unprotected',
      `nodes are not protected from scale-in: ${someIds(ids)}`,
      ids.length > 10
        ? adoptFix(examined)
        : awsFix(
            examined,
            'set-instance-protection',
            `--protected-from-scale-in --instance-ids ${ids.join(' ')}`,
          ),
    ),
  ];
}

function deletion(examined: Examined): readonly Finding[] {
  if (examined.settings.deletionProtection !== 'none') return [];
  return [
    note(
      'deletable-by-force',
      'the group can be deleted by force, which skips its hooks',
      awsFix(examined, 'update-auto-scaling-group', '--deletion-protection prevent-force-deletion'),
    ),
  ];
}
