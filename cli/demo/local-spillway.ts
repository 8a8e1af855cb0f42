// Spillway's functions on the local AWS: the handlers as they are deployed, real SDK clients, each function
// signing with a key of its own; only the clock is the emulator's. Shared by the demo and the end-to-end days.
import type { Served, Serve } from '../../functions/lambda-handler.ts';
import { lambdaHandler } from '../../functions/lambda-handler.ts';
import { serveAlarm } from '../../functions/on-alarm.ts';
import { serveLifecycle } from '../../functions/on-lifecycle.ts';
import { serveSchedule } from '../../functions/on-schedule.ts';
import { serveTick } from '../../functions/on-tick.ts';
import type { AwsClients } from '../../lib/aws/clients.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { accessKeyIdOf } from '../../lib/emulator/call-log.ts';
import { STATE_TABLE, type Emulator } from '../../lib/emulator/start-emulator.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import { createAwsPorts } from '../../lib/wiring.ts';

export interface LocalSpillway {
  /** Closes the clients' connections. */
  stop(): void;
}

export interface LocalOptions {
  readonly emulator: Emulator;
  readonly clock: Clock;
  /** Told what each invocation did. */
  readonly onServed?: (functionName: string, served: Served) => void;
}

const REGION = 'us-east-1';

/** Sets the four cycle functions on the emulator. */
export function startLocalSpillway({ emulator, clock, onServed }: LocalOptions): LocalSpillway {
  // The functions' own log lines are for CloudWatch Logs; here they would drown what there is to see.
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'SILENT';
  process.env['POWERTOOLS_METRICS_DISABLED'] ??= 'true';
  const made: AwsClients[] = [];
  const localFunction = (name: string, serve: Serve) => {
    const clients = createAwsClients({
      endpoint: emulator.endpoint,
      region: REGION,
      credentials: { accessKeyId: accessKeyIdOf(name), secretAccessKey: 'local' },
    });
    made.push(clients);
    const { telemetry, ...ports } = createAwsPorts({
      env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
      clients,
      clock,
      writeLine: emulator.takeEmf,
    });
    const observed: Serve = async (event, cyclePorts, invocation) => {
      const served = await serve(event, cyclePorts, invocation);
      onServed?.(name, served);
      return served;
    };
    return lambdaHandler(name, observed, () => ({ ...ports, telemetryFor: () => telemetry }));
  };
  emulator.setFunctions({
    onAlarm: localFunction('on-alarm', serveAlarm),
    onSchedule: localFunction('on-schedule', serveSchedule),
    onLifecycle: localFunction('on-lifecycle', serveLifecycle),
    onTick: localFunction('on-tick', serveTick),
  });
  return {
    stop: () => {
      for (const clients of made) clients.destroy();
    },
  };
}
