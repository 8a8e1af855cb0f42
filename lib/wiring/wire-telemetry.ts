// The part of the composition root that chooses where a group's reports come from, by its tag
// `spillway:reports`. The rest is in wire-cycle.ts.
//
//   cloudwatch             what nodes write into the state table; CloudWatch for those that write nothing
//   probe                  the probe function, invoked (lib/aws/rdb-group/lambda-probe.ts → functions/probe.ts)
//   probe-then-cloudwatch  both: lib/targets/rdb-group/observe/telemetry/combine-telemetry.ts
import * as z from 'zod';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { AwsClients } from '../aws/clients.ts';
import { createCloudWatchTelemetry } from '../aws/rdb-group/telemetry/cloudwatch-telemetry.ts';
import { createTableTelemetry } from '../aws/rdb-group/telemetry/table-telemetry.ts';
import { createLambdaProbe } from '../aws/rdb-group/lambda-probe.ts';
import { createReadAddresses } from '../aws/rdb-group/fleet/read-addresses.ts';
import { createReadSecret } from '../aws/rdb-group/read-secret.ts';
import { createCombinedTelemetry } from '../targets/rdb-group/observe/telemetry/combine-telemetry.ts';
import {
  createProbeComplaints,
  type ProbeComplaints,
} from '../targets/rdb-group/observe/telemetry/probe-complaints.ts';
import { createProbeTelemetry } from '../targets/rdb-group/observe/telemetry/probe-telemetry.ts';
import { PortError } from '../core/errors.ts';
import type { Policy } from '../targets/rdb-group/domain/policy.ts';
import {
  SOURCES_READ,
  type ReportChannel,
  type ReportSource,
} from '../targets/rdb-group/domain/tags/report-sources.ts';
import { findRdbQuery, type RdbQueryTexts } from '../kdb/rdb-queries.ts';
import type { Clock } from '../ports/clock.ts';
import { eachByItself, type Telemetry } from '../targets/rdb-group/ports/telemetry.ts';

/** Names the stage's probe function; set where the stage has one (`probe.enabled`). */
export const PROBE_FUNCTION_VARIABLE = 'SPILLWAY_PROBE_FUNCTION';
/** `enforce` or `warn`; set where the stage has a probe. Without it `warn`: so was it before there was a rule. */
export const SECRET_OWNERS_VARIABLE = 'SPILLWAY_SECRET_OWNERS';
/** The stage's own queries: JSON, q text by name. */
export const PROBE_QUERIES_VARIABLE = 'SPILLWAY_PROBE_QUERIES';

export interface TelemetryWiring {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clients: AwsClients;
  readonly calls: AwsCalls;
  readonly clock: Clock;
  /** The state table, with the items that nodes write. */
  readonly tableName: string;
  /** Where nodes publish. */
  readonly namespace: string;
  /** Takes what there is to say of RDBs that do not answer. */
  readonly writeLine: (line: string) => void;
}

/**
 * `telemetryFor` of the cycle's ports: one channel for each value of the tag, so that groups that are read alike share
 * its calls. Addresses, secrets and what was complained of are kept from read to read; make it once per process. A
 * channel that is not set up fails when it is read, naming the group.
 */
export function createTelemetries(wiring: TelemetryWiring): (policy: Policy) => Telemetry {
  const { clients, calls, namespace } = wiring;
  const cloudWatch = createTableTelemetry({
    ...wiring,
    cloudWatch: createCloudWatchTelemetry(clients.cloudWatch, calls, namespace),
  });
  const complaints = createProbeComplaints(wiring.writeLine);
  const probe = createProbe(wiring, complaints);
  const made = new Map<Policy['reports'], Telemetry>();

  function make(reports: Policy['reports']): Telemetry {
    const channels: Readonly<Record<ReportChannel, Telemetry>> = {
      cloudwatch: cloudWatch,
      probe: probe ?? notSetUp(reports),
    };
    const sources: ReadonlySet<ReportSource> = new Set(SOURCES_READ[reports]);
    if (!sources.has('probe')) return channels.cloudwatch;
    if (!sources.has('cloudwatch')) return channels.probe;
    const { onChannels } = complaints;
    return createCombinedTelemetry({ probe: channels.probe, cloudWatch: channels.cloudwatch, onChannels });
  }

  return ({ reports }) => {
    const telemetry = made.get(reports) ?? make(reports);
    made.set(reports, telemetry);
    return telemetry;
  };
}

/** `undefined` where the stage has no probe. */
function createProbe(
  { env, clients, calls, clock, writeLine }: TelemetryWiring,
  { onRead }: ProbeComplaints,
): Telemetry | undefined {
  const functionName = env[PROBE_FUNCTION_VARIABLE];
  if (!functionName) return undefined;
  return createProbeTelemetry({
    probe: createLambdaProbe({ lambda: clients.lambda, calls, functionName }),
    readAddresses: createReadAddresses(clients, calls),
    readRdbAccess: createReadSecret({
      secretsManager: clients.secretsManager,
      calls,
      clock,
      rule: (env[SECRET_OWNERS_VARIABLE] ?? 'warn') === 'warn' ? 'warn' : 'enforce',
      writeLine,
    }),
    clock,
    findQuery: (name) => findRdbQuery(name, queriesOf(env)),
    onRead,
  });
}

function notSetUp(reports: Policy['reports']): Telemetry {
  return eachByItself(({ groupName }) => {
    const why = `group ${groupName}: its tag spillway:reports is ${reports}, but this stage has no probe: the environment variable ${PROBE_FUNCTION_VARIABLE} is not set (probe.enabled in the stage's settings)`;
    return Promise.reject(new PortError('probe', 'NotSetUp', why));
  });
}

/** Throws `PortError`: the settings were checked when packaged, so somebody has changed the variable by hand. */
function queriesOf(env: TelemetryWiring['env']): RdbQueryTexts {
  const text = env[PROBE_QUERIES_VARIABLE];
  if (!text) return {};
  const parsed = z.record(z.string(), z.string()).safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const why = `the environment variable ${PROBE_QUERIES_VARIABLE} must be JSON, q text by name`;
  throw new PortError('probe', 'BadSetting', why);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema then refuses it.
  }
}
