// Spillway's functions on the local AWS: the handlers as they are deployed, real SDK clients, each function
// signing with a key of its own; only the clock is the emulator's. Shared by the demo and the end-to-end days.
import type { Context } from 'aws-lambda';
import { serveDiscover } from '../../functions/discover.ts';
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
import type { StartDeadline } from '../../lib/kdb/deadline.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import { PROBE_DEADLINE_MAX_MS } from '../../lib/targets/rdb-group/ports/probe.ts';
import { KINDS } from '../../lib/wiring/kinds.ts';
import { wireDiscover } from '../../lib/wiring/wire-discover.ts';
import { PROBE_FUNCTION_VARIABLE, SECRET_OWNERS_VARIABLE } from '../../lib/wiring/wire-telemetry.ts';
import { FUNCTION_NAME_VARIABLE, wireNextInvocation } from '../../lib/wiring/wire-next-invocation.ts';
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
  /** Told of an invocation that failed; it fails all the same. */
  readonly onFailed?: (functionName: string, error: unknown) => void;
  /** Takes the functions' log lines; those with metrics reach the emulator anyway. */
  readonly writeLine?: (line: string) => void;
  /** Of the functions, besides what each needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** When the probe stops waiting for an RDB. By default after half a minute: a busy machine is no dead RDB. */
  readonly startDeadline?: StartDeadline;
}

/** Sets the functions on the emulator: the four of the cycles, the probe, and the one that tells where data is. */
export function startLocalSpillway(options: LocalOptions): LocalSpillway {
  const { emulator, clock, onServed, onFailed, writeLine = () => undefined } = options;
  // The functions' own log lines are for CloudWatch Logs; here they would drown what there is to see.
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'SILENT';
  const made: LocalWires[] = [];
  const localFunction = (name: string, serve: Serve, served: 'groups' | 'all kinds' = 'groups') => {
    const wires = wireLocal({
      endpoint: emulator.endpoint,
      accessKeyId: accessKeyIdOf(name),
      env: {
        SPILLWAY_STATE_TABLE: STATE_TABLE,
        [PROBE_FUNCTION_VARIABLE]: FUNCTION_NAMES.probe,
        [SECRET_OWNERS_VARIABLE]: 'enforce',
        ...options.env,
      },
      clock,
      writeLine: (line) => {
        emulator.takeLine(name, line);
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
    // As Lambda tells each function its name: by it a function asks for another invocation of itself.
    const env = { ...wires.parts.env, [FUNCTION_NAME_VARIABLE]: name };
    const nextInvocation = wireNextInvocation({ ...wires.parts, env });
    const ports = { ...wires.ports, kinds, ...(nextInvocation && { nextInvocation }) };
    const handler = lambdaHandler(name, observed, () => ports);
    return async (event: unknown, context: Context) => {
      try {
        return await handler(event, context);
      } catch (error) {
        onFailed?.(name, error);
        throw error;
      }
    };
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
    discover: (event: unknown) =>
      serveDiscover(event, { routes: discoverRoutes(emulator), nowMs: clock.nowMs }),
  });
  return {
    stop: () => {
      for (const { destroy } of made) destroy();
    },
  };
}

/** It asks seldom, and keeps no connection. */
function discoverRoutes({ endpoint }: Emulator) {
  return wireDiscover({
    env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
    account: {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: accessKeyIdOf(FUNCTION_NAMES.discover), secretAccessKey: 'local' },
    },
  });
}
