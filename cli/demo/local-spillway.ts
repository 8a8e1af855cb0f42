// Spillway's functions on the local AWS: the handlers as they are deployed, real SDK clients, each function
// signing with a key of its own; only the clock is the emulator's. Shared by the demo and the end-to-end days.
import type { Served, Serve } from '../../functions/lambda-handler.ts';
import { lambdaHandler } from '../../functions/lambda-handler.ts';
import { serveAlarm } from '../../functions/on-alarm.ts';
import { serveLifecycle } from '../../functions/on-lifecycle.ts';
import { serveSchedule } from '../../functions/on-schedule.ts';
import { serveTick } from '../../functions/on-tick.ts';
import { serveProbe } from '../../functions/probe.ts';
import { accessKeyIdOf } from '../../lib/emulator/call-log.ts';
import { STATE_TABLE, type Emulator } from '../../lib/emulator/start-emulator.ts';
import { FUNCTION_NAMES } from '../../lib/emulator/triggers/function-set.ts';
import type { StartDeadline } from '../../lib/kdb/probe-targets.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import { PROBE_DEADLINE_MAX_MS } from '../../lib/targets/rdb-group/ports/probe.ts';
import { KINDS } from '../../lib/wiring/kinds.ts';
import { PROBE_FUNCTION_VARIABLE } from '../../lib/wiring/wire-telemetry.ts';
import { wireLocal, type LocalWires } from '../../lib/wiring/wire-local.ts';

export interface LocalSpillway {
  /** Closes the clients' connections. */
  stop(): void;
}

export interface LocalOptions {
  readonly emulator: Emulator;
  readonly clock: Clock;
  /** Told what each invocation did. */
  readonly onServed?: (functionName: string, served: Served) => void;
  /** Takes the functions' log lines; those with metrics reach the emulator anyway. */
  readonly writeLine?: (line: string) => void;
  /** When the probe stops waiting for an RDB. By default after half a minute: a busy machine is no dead RDB. */
  readonly startDeadline?: StartDeadline;
}

/** Sets the four cycle functions and the probe on the emulator. */
export function startLocalSpillway(options: LocalOptions): LocalSpillway {
  const { emulator, clock, onServed, writeLine = () => undefined } = options;
  // The functions' own log lines are for CloudWatch Logs; here they would drown what there is to see.
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'SILENT';
  process.env['POWERTOOLS_METRICS_DISABLED'] ??= 'true';
  const made: LocalWires[] = [];
  const localFunction = (name: string, serve: Serve, served: 'groups' | 'all kinds' = 'groups') => {
    const wires = wireLocal({
      endpoint: emulator.endpoint,
      accessKeyId: accessKeyIdOf(name),
      env: { SPILLWAY_STATE_TABLE: STATE_TABLE, [PROBE_FUNCTION_VARIABLE]: FUNCTION_NAMES.probe },
      clock,
      writeLine: (line) => {
        emulator.takeEmf(line);
        writeLine(line);
      },
    });
    made.push(wires);
    const observed: Serve = async (event, cyclePorts, invocation) => {
      const done = await serve(event, cyclePorts, invocation);
      onServed?.(name, done);
      return done;
    };
    const kinds = served === 'all kinds' ? KINDS.map((kind) => kind.open(wires.parts)) : [];
    return lambdaHandler(name, observed, () => ({ ...wires.ports, kinds }));
  };
  const { startDeadline } = options;
  const probe = (event: object) =>
    serveProbe(
      { ...event, deadlineMs: PROBE_DEADLINE_MAX_MS },
      { writeLine, ...(startDeadline && { startDeadline }) },
    );
  emulator.setFunctions({
    onAlarm: localFunction('on-alarm', serveAlarm, 'all kinds'),
    onSchedule: localFunction('on-schedule', serveSchedule),
    onLifecycle: localFunction('on-lifecycle', serveLifecycle),
    onTick: localFunction('on-tick', serveTick, 'all kinds'),
    probe,
  });
  return {
    stop: () => {
      for (const { destroy } of made) destroy();
    },
  };
}
