// A group whose live RDB may be broken: adopted, probed with its slices, with the functions that look after it, on the evening
// that its owner allows.
import { onTestFinished } from 'vitest';
import { startLocalSpillway } from '../../../cli/demo/local-spillway.ts';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import type { WorldGroup } from '../../../lib/sim/world.ts';
import { aPlainGroup, GROUP, START_MS, startLocalOperator, type LocalOperator } from '../local-operator.ts';

export const CREDENTIALS = { username: 'spillway', password: 'right' };
const SECRET = `spillway/${GROUP}`;

/** The world begins at 15:00 on a Friday. */
export const DRILL_TAGS = {
  'spillway:managed': 'true',
  'spillway:leaves-queue': 'true',
  'spillway:drills': 'allowed',
  'spillway:drill-window': '15:00-21:00',
  'spillway:replay': 'tested',
};

export interface DrilledGroup {
  readonly group?: Partial<WorldGroup>;
  readonly tags?: Readonly<Record<string, string>>;
  /** The operator's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Beside it. */
  readonly groups?: readonly WorldGroup[];
  /** Before the drill; six and a half by default, so that it falls between two ticks. */
  readonly passMinutes?: number;
}

export async function aDrilledGroup({
  group,
  tags,
  groups = [],
  env = {},
  passMinutes = 6.5,
}: DrilledGroup = {}): Promise<LocalOperator> {
  const operator = await startLocalOperator(
    [
      aPlainGroup({
        desiredCapacity: 2,
        readyNodeCount: 2,
        bootMs: MINUTE_MS,
        rowTimes: true,
        logReplayMs: 40_000,
        telemetry: { metrics: 'none' },
        // A quiet evening: ten messages a second.
        segments: [{ startMs: START_MS, endMs: START_MS + 240 * MINUTE_MS, messages: 144_000 }],
        newInstancesProtectedFromScaleIn: true,
        suspendedProcesses: ['AZRebalance'],
        terminateHookAbandon: 'retain',
        hooks: [
          {
            hookName: 'spillway-keep-data',
            transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
            heartbeatTimeoutSeconds: 600,
            defaultResult: 'ABANDON',
          },
        ],
        ...group,
      }),
      ...groups,
    ],
    {
      env,
      tick: 'rate(1 minute)',
      rdbServers: { credentials: CREDENTIALS },
      secrets: { [SECRET]: { text: JSON.stringify(CREDENTIALS), tags: { 'spillway:groups': GROUP } } },
    },
  );
  const { world, emulator } = operator;
  world.autoScaling.putTags(GROUP, {
    'spillway:reports': 'probe',
    'spillway:probe-port': String(emulator.rdbs?.port),
    'spillway:probe-query': 'kx-autoscaling-slices',
    'spillway:probe-secret': SECRET,
    'spillway:spares-min': '1',
    ...DRILL_TAGS,
    ...tags,
  });
  const spillway = startLocalSpillway({ emulator, clock: world.clock });
  onTestFinished(() => spillway.stop());
  await operator.pass(passMinutes);
  return operator;
}
