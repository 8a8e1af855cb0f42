// Whether the roll threshold is the RDBs' own: by KX's tag, and by where nodes were seen to roll.
import { memoryUsedPercent } from '../../../../targets/rdb-group/domain/node.ts';
import type { Role } from '../../../../targets/rdb-group/domain/plan.ts';
import type { Finding } from '../../../doctor/check.ts';
import type { GroupCheck, Examined, Look } from '../group-check.ts';
import { answered, note, wrong } from '../../../doctor/check.ts';
import { tagFix } from '../group-check.ts';

/** The tag that KX's published template gives its RDBs to read. */
const KX_TAG = 'ROLLTHRESHOLD';

/** Percentage points: kdb+ memory grows in steps, and the RDB checks now and then. */
const ABOVE_MAX = 5;
const BELOW_MAX = 15;

export const thresholdChecks: GroupCheck = {
  title: 'roll threshold',
  findings: (examined) => [...byTag(examined), ...bySight(examined)],
};

function byTag(examined: Examined): readonly Finding[] {
  const { tags } = examined.settings.group;
  const ours = tags['spillway:roll-threshold'];
  const theirs = tags[KX_TAG];
  if (ours === undefined || theirs === undefined || Number(ours) === Number(theirs)) return [];
  return [
    wrong(
      'roll-threshold-differs',
      `spillway:roll-threshold is ${ours}, and the RDBs' own tag ${KX_TAG} is ${theirs}`,
      tagFix(examined, 'spillway:roll-threshold', theirs),
    ),
  ];
}

function bySight(examined: Examined): readonly Finding[] {
  const look = answered(examined.look);
  if (!look || !examined.policy.ok) return [];
  const { rollThresholdPercent } = examined.policy.policy;
  const live = Math.max(0, ...usedPercents(look, 'live'));
  const rolled = usedPercents(look, 'rolled');
  const fullestRolled = Math.max(...rolled);
  if (live > rollThresholdPercent + ABOVE_MAX) {
    return [
      wrong(
        'rolls-later',
        `the live node is at ${live.toFixed(0)} % and has not rolled; spillway:roll-threshold is ${rollThresholdPercent}`,
        tagFix(examined, 'spillway:roll-threshold', '<percent>'),
      ),
    ];
  }
  if (rolled.length > 0 && fullestRolled < rollThresholdPercent - BELOW_MAX) {
    return [
      note(
        'rolls-earlier',
        `no rolled node is fuller than ${fullestRolled.toFixed(0)} %; spillway:roll-threshold is ${rollThresholdPercent}`,
        tagFix(examined, 'spillway:roll-threshold', '<percent>'),
      ),
    ];
  }
  return [];
}

function usedPercents({ snapshot, plan }: Look, role: Role): readonly number[] {
  return Object.entries(plan.assessed.roles)
    .filter(([, one]) => one === role)
    .flatMap(([id]) => {
      const report = snapshot.reports.get(id);
      return (report && memoryUsedPercent(report)) ?? [];
    });
}
