// `npm start -- --drill live-rdb`: half an hour of the demo's busy hours on the local AWS, and then the drill, as an operator would type
// it: told first, then made. The command is the real one; only the clock is the emulator's.
import { Command } from 'commander';
import pc from 'picocolors';
import { accessKeyIdOf } from '../../lib/emulator/call-log.ts';
import { STATE_TABLE, startEmulator } from '../../lib/emulator/start-emulator.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { messagesOf, type Trace } from '../../lib/sim/trace.ts';
import { operatorWires } from '../../lib/wiring/wire-operator.ts';
import { wireLocal } from '../../lib/wiring/wire-local.ts';
import { addDrill } from '../commands/drill.ts';
import type { Terminal } from '../terminal.ts';
import { DRILLS_ALLOWED, probedRdbs, probeTags } from './adopted-group.ts';
import type { DemoOptions } from './demo-options.ts';
import { createDemoWorld, DEMO_GROUP } from './demo-world.ts';
import { startLocalSpillway } from './local-spillway.ts';

/** Between two ticks. */
const BEFORE_MS = 30.5 * MINUTE_MS;

const DRILL_TAGS = {
  'spillway:probe-query': 'kx-autoscaling-slices',
  'spillway:spares-min': '1',
  ...DRILLS_ALLOWED,
};

/** Runs it; the terminal's exit status is the command's. */
export async function runDrillDemo(options: DemoOptions, day: Trace, terminal: Terminal): Promise<void> {
  const trace = fromBusyHours(day);
  const world = createDemoWorld(options, trace, {
    rowTimes: true,
    logReplayMs: 40_000,
    desiredCapacity: 2,
    readyNodeCount: 2,
  });
  const emulator = await startEmulator({ world, ...probedRdbs([DEMO_GROUP], options.reports) });
  if (emulator.rdbs) world.autoScaling.putTags(DEMO_GROUP, probeTags(DEMO_GROUP, emulator.rdbs.port));
  world.autoScaling.putTags(DEMO_GROUP, DRILL_TAGS);
  const spillway = startLocalSpillway({ emulator, clock: world.clock });
  const clock = {
    nowMs: world.clock.nowMs,
    sleep: (durationMs: number) => world.runUntil(world.clock.nowMs() + durationMs),
  };
  const wires = wireLocal({
    endpoint: emulator.endpoint,
    accessKeyId: accessKeyIdOf('operator'),
    env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
    clock,
    writeLine: () => undefined,
  });
  const unused = () => Promise.reject(new Error('a drill reads no schedules, and nothing of the stack'));
  try {
    await world.runUntil(world.clock.nowMs() + BEFORE_MS);
    const { reportFile, jsonFile } = options;
    const files = ['--report', reportFile, ...(jsonFile === undefined ? [] : ['--json', jsonFile])];
    for (const words of [[], ['--execute', '--confirm', DEMO_GROUP, '--as', 'demo', ...files]]) {
      const typed = ['drill', 'live-rdb', DEMO_GROUP, ...words];
      terminal.write(`${pc.dim(`$ spillway ${typed.join(' ')}`)}\n`);
      const program = new Command('spillway').exitOverride();
      addDrill(program, terminal, () => ({
        ...operatorWires({ ...wires.parts, scheduler: unused, stackClients: unused }),
        watchClock: clock,
        mustAgreeOnTime: () => undefined,
      }));
      await program.parseAsync(typed, { from: 'user' });
      terminal.write('\n');
    }
  } finally {
    wires.destroy();
    spillway.stop();
    await emulator.stop();
  }
}

/** The day from its first fifth of messages on: before the open there is nothing to lose. */
function fromBusyHours(day: Trace): Trace {
  const wanted = messagesOf(day) / 5;
  let passed = 0;
  const segments = [...day.segments].filter(({ messages }) => (passed += messages) > wanted);
  return { ...day, segments, startMs: segments[0]?.startMs ?? day.startMs };
}
