// The demo's world: one group as `spillway adopt` would leave it, its RDBs, and the alarm of the stack.
import { isPolled } from '../../lib/targets/rdb-group/domain/tags/report-sources.ts';
import { GIB, MINUTE_MS } from '../../lib/core/units.ts';
import { memoryAlarm } from '../../lib/sim/aws/memory-alarm.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import { createWorld, type World } from '../../lib/sim/world.ts';
import type { DemoOptions } from './demo-options.ts';

export const DEMO_GROUP = 'rdb-equities';
export const NODES_MIN = 1;
export const NODES_MAX = 50;
const BOOT_MS = MINUTE_MS;
export const ROLL_THRESHOLD_PERCENT = 80;
const SCALE_THRESHOLD_PERCENT = 60;
const HEARTBEAT_TIMEOUT_SECONDS = 900;

/** The end-of-day window stays open this long; the demo ends when the surplus is gone, at the latest then. */
export const WINDOW_MINUTES = 240;

export function createDemoWorld(options: DemoOptions, trace: Trace): World {
  const world = createWorld({ startMs: trace.startMs, seed: options.seed });
  world.addGroup({
    name: DEMO_GROUP,
    minSize: NODES_MIN,
    maxSize: NODES_MAX,
    readyNodeCount: NODES_MIN,
    bootMs: BOOT_MS,
    rollThresholdPercent: ROLL_THRESHOLD_PERCENT,
    memory: { totalBytes: options.nodeMemoryGib * GIB, bytesPerRow: options.bytesPerMessage },
    segments: trace.segments,
    endOfDaysMs: trace.endOfDaysMs,
    // Read by the probe, the RDBs have nothing installed that would publish.
    telemetry: { metrics: isPolled(options.reports) ? 'none' : 'all' },
    tags: {
      'spillway:managed': 'true',
      'spillway:policy': options.policy,
      'spillway:roll-threshold': String(ROLL_THRESHOLD_PERCENT),
      'spillway:reports': options.reports,
    },
    newInstancesProtectedFromScaleIn: true,
    suspendedProcesses: ['AZRebalance'],
    terminateHookAbandon: 'retain',
    hooks: [
      {
        hookName: 'spillway-terminating',
        transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeoutSeconds: HEARTBEAT_TIMEOUT_SECONDS,
        defaultResult: 'ABANDON',
      },
    ],
  });
  world.alarms.put(memoryAlarm(SCALE_THRESHOLD_PERCENT));
  return world;
}

/** How the demo's RDBs let the probe in. */
const PROBE_SECRET = 'spillway/rdb-equities';
const PROBE_USER = { username: 'spillway', password: 'demo' };

/** What the emulator is to be started with, so that the RDBs can be asked and the probe knows their user. */
export function demoRdbs({ reports }: Pick<DemoOptions, 'reports'>) {
  if (!isPolled(reports)) return {};
  return { rdbServers: { credentials: PROBE_USER }, secrets: { [PROBE_SECRET]: JSON.stringify(PROBE_USER) } };
}

/** The tags that say how the group's RDBs are reached; their port is known once they listen. */
export function tagForProbe(world: World, probePort: number): void {
  world.autoScaling.putTags(DEMO_GROUP, {
    'spillway:probe-port': String(probePort),
    'spillway:probe-query': 'kx-autoscaling',
    'spillway:probe-secret': PROBE_SECRET,
  });
}
