// A cluster's checks in one ordered list. Pure.
import { KEPT_CLUSTERS } from '../../../targets/memorydb-cluster/ports/kept-clusters.ts';
import { answered, shellWord, wrong } from '../../doctor/check.ts';
import { calendarFindings } from '../../doctor/checks/calendar.ts';
import { permissionFindings } from '../../doctor/checks/permissions.ts';
import { tickFindings } from '../../doctor/checks/tick.ts';
import { diagnose, type Diagnosis } from '../../doctor/diagnose.ts';
import { typedCluster } from '../cluster-words.ts';
import { changeChecks, fillingChecks, quotaChecks, replicaChecks } from './checks/shards.ts';
import { specialChecks, tagChecks } from './checks/tags.ts';
import type { ClusterCheck, ExaminedCluster } from './cluster-check.ts';

const permissionChecks: ClusterCheck = {
  title: 'permissions',
  findings: ({ cluster, nowMs, journal, state, look, alarms, calendar }) =>
    permissionFindings({
      name: typedCluster(cluster.name),
      nowMs,
      journal,
      reads: [state, look, alarms, calendar],
    }),
};

/** What holds the cluster until somebody has mended it, its tags aside. */
const itemChecks: ClusterCheck = {
  title: 'state item',
  findings({ cluster, state, look }) {
    const problem = answered(state)?.problem ?? answered(look)?.seen.heldFor?.text;
    if (problem === undefined) return [];
    const key = JSON.stringify({
      pk: { S: `${KEPT_CLUSTERS.keyPrefix}#${cluster.name}` },
      sk: { S: 'STATE' },
    });
    const fix = `aws dynamodb delete-item --table-name <table> --key ${shellWord(key)} # what was learned is learned again within days`;
    return [wrong('bad-item', `${problem}: the cluster is held`, fix)];
  },
};

const calendarChecks: ClusterCheck = {
  title: 'calendar',
  findings: ({ policy: { policy }, calendar }) => calendarFindings(policy.calendar, answered(calendar)),
};

const alarmChecks: ClusterCheck = {
  title: 'alarms',
  findings({ cluster, alarms, policy }) {
    const known = answered(alarms);
    if (!known || !policy.ok) return [];
    const covers = known.some(
      ({ clusterName = cluster.name, actionsEnabled }) => actionsEnabled && clusterName === cluster.name,
    );
    if (covers) return [];
    const text =
      'no alarm on full memory covers the cluster: only the tick, up to five minutes apart, sees it';
    return [
      wrong('no-alarm', text, 'npm run deploy -- --stage <stage> # the stack has one for all clusters'),
    ];
  },
};

const tickChecks: ClusterCheck = {
  title: 'tick',
  findings: ({ isManaged, state, nowMs }) =>
    isManaged && state.ok
      ? tickFindings({ noun: 'cluster', lastLookAtMs: state.value?.learned.lastPlan?.atMs, nowMs })
      : [],
};

/** First whether we may and are meant to look, then what keeps it from growing, then from shrinking, then what wakes us. */
const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  tagChecks,
  specialChecks,
  permissionChecks,
  itemChecks,
  changeChecks,
  quotaChecks,
  fillingChecks,
  replicaChecks,
  calendarChecks,
  alarmChecks,
  tickChecks,
];

/** Plain JSON, as `doctor --json` prints it. */
export interface ClusterDiagnosis extends Diagnosis {
  readonly clusterName: string;
}

export function diagnoseCluster(examined: ExaminedCluster): ClusterDiagnosis {
  return { clusterName: examined.cluster.name, ...diagnose(CLUSTER_CHECKS, examined) };
}
