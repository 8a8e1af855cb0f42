// The composition root of a cycle: chooses the real world behind its ports. This folder is the one place that does; the
// simulated world is chosen by whoever simulates. Where reports come from is chosen in wire-telemetry.ts, what other
// kinds of target are served through in kinds.ts, what an operator's commands need besides in wire-operator.ts.
import { setTimeout as wait } from 'node:timers/promises';
import { createAwsAnnouncer } from '../aws/aws-announcer.ts';
import { createAwsCalls, type AwsCalls } from '../aws/aws-calls.ts';
import type { MetricsDetail } from '../aws/target-metrics.ts';
import { createAwsFleetReader } from '../aws/rdb-group/fleet/aws-fleet-reader.ts';
import { createAwsFleetWriter } from '../aws/rdb-group/fleet/aws-fleet-writer.ts';
import { createAwsClients, type AwsClients } from '../aws/clients.ts';
import { createDynamoCalendarStore } from '../aws/dynamo/dynamo-calendar-store.ts';
import { createDynamoRouteWriter } from '../aws/dynamo/dynamo-route-writer.ts';
import { createDynamoStateStore } from '../aws/dynamo/dynamo-state-store.ts';
import type { GroupPorts } from '../targets/rdb-group/ports/group-ports.ts';
import type { Clock } from '../ports/clock.ts';
import { KEPT_GROUPS } from '../targets/rdb-group/ports/kept-groups.ts';
import { ROUTED_GROUPS } from '../targets/rdb-group/ports/routed-groups.ts';
import { stateTableOf } from './state-table-of.ts';
import { createGateways } from './wire-gateways.ts';
import { createTelemetries } from './wire-telemetry.ts';

export interface WiringOptions {
  /**
   * `SPILLWAY_STATE_TABLE` (required), `SPILLWAY_METRIC_NAMESPACE` (default `Spillway`), `SPILLWAY_METRICS` (`lean` or
   * `full`, the default), and for the probe `SPILLWAY_PROBE_FUNCTION` and `SPILLWAY_PROBE_QUERIES`.
   */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where all calls go; ignored if `clients` are given. Without it the SDK's own settings hold. */
  readonly endpoint?: string;
  /** Clients to use again; make them once per process. */
  readonly clients?: AwsClients;
  /** What the invocation has left, ms: `() => context.getRemainingTimeInMillis()`. */
  readonly remainingTimeMs?: () => number;
  /** Real time by default; an emulated day brings its own. */
  readonly clock?: Clock;
  /** Told of what was found wrong in the table and put right; a process warning by default. */
  readonly warn?: (text: string) => void;
  /** Takes the lines that carry metrics, and complaints about RDBs; standard output by default. */
  readonly writeLine?: (line: string) => void;
}

export const METRIC_NAMESPACE_DEFAULT = 'Spillway';

export const REAL_CLOCK: Clock = {
  nowMs: () => Date.now(),
  sleep: async (durationMs) => {
    await wait(durationMs);
  },
};

/** What all kinds' ports are made of. */
export interface WiringParts {
  readonly env: WiringOptions['env'];
  readonly clients: AwsClients;
  readonly calls: AwsCalls;
  readonly clock: Clock;
  readonly tableName: string;
  readonly namespace: string;
  readonly metrics: MetricsDetail;
  readonly warn: (text: string) => void;
  readonly writeLine: (line: string) => void;
}

/** Throws if the environment does not name the state table. Sends nothing yet. */
export function wiringParts(options: WiringOptions): WiringParts {
  const { env, clock = REAL_CLOCK, endpoint } = options;
  const tableName = stateTableOf(env);
  return {
    env,
    clients: options.clients ?? createAwsClients(endpoint === undefined ? {} : { endpoint }),
    calls: createAwsCalls(options.remainingTimeMs),
    clock,
    tableName,
    namespace: env['SPILLWAY_METRIC_NAMESPACE'] || METRIC_NAMESPACE_DEFAULT,
    metrics: env['SPILLWAY_METRICS'] === 'lean' ? 'lean' : 'full',
    warn: options.warn ?? ((text: string) => process.emitWarning(text)),
    writeLine: options.writeLine ?? ((line: string) => void process.stdout.write(`${line}\n`)),
  };
}

/** A group's ports on AWS; make them once per process. As `wiringParts`. */
export function createAwsPorts(options: WiringOptions): GroupPorts {
  return groupPorts(wiringParts(options));
}

export function groupPorts(parts: WiringParts): GroupPorts {
  const { clients, calls, clock } = parts;
  const gateways = createGateways(parts);
  return {
    fleetReader: createAwsFleetReader(clients, calls),
    fleetWriter: createAwsFleetWriter(clients, calls),
    telemetryFor: createTelemetries(parts),
    stateStore: createDynamoStateStore({ kind: KEPT_GROUPS, ...parts }),
    announcer: createAwsAnnouncer(parts),
    calendars: createDynamoCalendarStore(parts),
    routes: createDynamoRouteWriter({ kind: ROUTED_GROUPS, ...parts }),
    ...(gateways && { gateways }),
    clock,
  };
}
