// A group as `spillway adopt` would leave it, with its RDBs: of the demo's world, and of the local AWS's.
import { GIB, MINUTE_MS } from '../../lib/core/units.ts';
import type { WorldGroup } from '../../lib/sim/world.ts';
import { isPolled, type ReportChannel } from '../../lib/targets/rdb-group/domain/tags/report-sources.ts';

export const NODES_MIN = 1;
export const NODES_MAX = 50;
export const ROLL_THRESHOLD_PERCENT = 80;
/** At which the stack's alarm rings. */
export const SCALE_THRESHOLD_PERCENT = 60;
export const TERMINATING_HOOK = 'spillway-terminating';
const BOOT_MS = MINUTE_MS;
const HEARTBEAT_TIMEOUT_SECONDS = 900;

/** What an owner says who lets the live RDB be broken at any time: these worlds' days are played. */
export const DRILLS_ALLOWED = {
  'spillway:drills': 'allowed',
  'spillway:drill-window': '00:00-23:59',
  'spillway:replay': 'tested',
};

/** A group's settings that differ from world to world. */
export interface AdoptedGroup extends Pick<WorldGroup, 'name' | 'segments' | 'endOfDaysMs' | 'rowTimes'> {
  readonly nodeMemoryGib: number;
  readonly bytesPerMessage: number;
  readonly reports: ReportChannel;
  /** Besides those that every such group has. */
  readonly tags?: Readonly<Record<string, string>>;
}

export function adoptedGroup(given: AdoptedGroup): WorldGroup {
  const { nodeMemoryGib, bytesPerMessage, reports, tags, ...group } = given;
  return {
    ...group,
    minSize: NODES_MIN,
    maxSize: NODES_MAX,
    readyNodeCount: NODES_MIN,
    bootMs: BOOT_MS,
    rollThresholdPercent: ROLL_THRESHOLD_PERCENT,
    memory: { totalBytes: nodeMemoryGib * GIB, bytesPerRow: bytesPerMessage },
    // Read by the probe, the RDBs have nothing installed that would publish.
    telemetry: { metrics: isPolled(reports) ? 'none' : 'all' },
    tags: {
      'spillway:managed': 'true',
      'spillway:roll-threshold': String(ROLL_THRESHOLD_PERCENT),
      'spillway:reports': reports,
      ...tags,
    },
    newInstancesProtectedFromScaleIn: true,
    suspendedProcesses: ['AZRebalance'],
    terminateHookAbandon: 'retain',
    deletionProtection: 'prevent-force-deletion',
    hooks: [
      {
        hookName: TERMINATING_HOOK,
        transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeoutSeconds: HEARTBEAT_TIMEOUT_SECONDS,
        defaultResult: 'ABANDON',
      },
    ],
  };
}

/** How the RDBs let the probe in. */
const PROBE_USER = { username: 'spillway', password: 'demo' };

/** A secret of this name is for that group, and needs no tag. */
function probeSecretOf(groupName: string): string {
  return `spillway/${groupName}`;
}

/** What the emulator is to be started with, so that the groups' RDBs can be asked and the probe knows their user. */
export function probedRdbs(groupNames: readonly string[], reports: ReportChannel) {
  if (!isPolled(reports)) return {};
  const secret = JSON.stringify(PROBE_USER);
  const secrets = Object.fromEntries(groupNames.map((name) => [probeSecretOf(name), secret] as const));
  return { rdbServers: { credentials: PROBE_USER }, secrets };
}

/** The tags that say how a group's RDBs are reached; their port is known once they listen. */
export function probeTags(groupName: string, probePort: number, query = 'kx-autoscaling') {
  return {
    'spillway:probe-port': String(probePort),
    'spillway:probe-query': query,
    'spillway:probe-secret': probeSecretOf(groupName),
  };
}
