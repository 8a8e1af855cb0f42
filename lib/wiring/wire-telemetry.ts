// The part of the composition root that chooses where a group's reports come from, by its tag
// `spillway:reports`. The rest is in wire-cycle.ts.
//
//   cloudwatch             CloudWatch
//   probe                  the probe function, invoked (lib/aws/rdb-group/lambda-probe.ts → functions/probe.ts)
//   probe-then-cloudwatch  both: lib/targets/rdb-group/observe/telemetry/combine-telemetry.ts
import * as z from 'zod';
import type { AwsCalls } from '../aws/aws-calls.ts';
import type { AwsClients } from '../aws/clients.ts';
import { createCloudWatchTelemetry } from '../aws/rdb-group/telemetry/cloudwatch-telemetry.ts';
import { createLambdaProbe } from '../aws/rdb-group/lambda-probe.ts';
import { createReadAddresses } from '../aws/rdb-group/fleet/read-addresses.ts';
import { createReadSecret } from '../aws/rdb-group/read-secret.ts';
import { createCombinedTelemetry } from '../targets/rdb-group/observe/telemetry/combine-telemetry.ts';
import { createProbeComplaints } from '../targets/rdb-group/observe/telemetry/probe-complaints.ts';
import { createProbeTelemetry } from '../targets/rdb-group/observe/telemetry/probe-telemetry.ts';
import { PortError } from '../core/errors.ts';
import type { Policy } from '../targets/rdb-group/domain/policy.ts';
import { SOURCES_READ, type ReportSource } from '../targets/rdb-group/domain/tags/report-sources.ts';
import { findRdbQuery, type RdbQueryTexts } from '../kdb/rdb-queries.ts';
import type { Clock } from '../ports/clock.ts';
import type { Telemetry } from '../targets/rdb-group/ports/telemetry.ts';

/** Names the stage's probe function; set where the stage has one (`probe.enabled`). */
export const PROBE_FUNCTION_VARIABLE = 'SPILLWAY_PROBE_FUNCTION';
/** The stage's own queries: JSON, q text by name. */
export const PROBE_QUERIES_VARIABLE = 'SPILLWAY_PROBE_QUERIES';

export interface TelemetryWiring {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clients: AwsClients;
  readonly calls: AwsCalls;
  readonly clock: Clock;
  /** Where nodes publish. */
  readonly namespace: string;
  /** Takes what there is to say of RDBs that do not answer. */
  readonly writeLine: (line: string) => void;
}

/**
 * `telemetryFor` of the cycle's ports. Addresses, secrets and what was complained of are kept from read to
 * read; make it once per process. A channel that is not set up fails when it is read, naming the group.
 */
export function createTelemetries(wiring: TelemetryWiring): (policy: Policy) => Telemetry {
  const { clients, calls, clock, namespace } = wiring;
  const cloudWatch = createCloudWatchTelemetry(clients.cloudWatch, calls, namespace);
  const complaints = createProbeComplaints(wiring.writeLine);
  const probeFor = createProbes(wiring, {
    readAddresses: createReadAddresses(clients, calls),
    readRdbAccess: createReadSecret(clients.secretsManager, calls, clock),
    clock,
    onRead: complaints.onRead,
  });
  const readers: Readonly<Record<ReportSource, (policy: Policy) => Telemetry>> = {
    cloudwatch: () => cloudWatch,
    probe: probeFor,
  };
  return (policy) => {
    const [first, second] = SOURCES_READ[policy.reports];
    if (second === undefined) return readers[first](policy);
    const { onChannels } = complaints;
    return createCombinedTelemetry({
      probe: readers[first](policy),
      cloudWatch: readers[second](policy),
      onChannels,
    });
  };
}

type ProbeParts = Omit<Parameters<typeof createProbeTelemetry>[0], 'probe' | 'findQuery'>;

function createProbes({ env, clients, calls }: TelemetryWiring, parts: ProbeParts) {
  const functionName = env[PROBE_FUNCTION_VARIABLE];
  if (!functionName) return notSetUp;
  const probe = createLambdaProbe(clients.lambda, calls, functionName);
  return (policy: Policy): Telemetry => {
    const findQuery = (name: string) => findRdbQuery(name, queriesOf(env));
    return createProbeTelemetry({ ...parts, probe, findQuery }, policy.probe);
  };
}

function notSetUp(policy: Policy): Telemetry {
  return {
    readReports: ({ groupName }) => {
      const why = `group ${groupName}: its tag spillway:reports is ${policy.reports}, but this stage has no probe: the environment variable ${PROBE_FUNCTION_VARIABLE} is not set (probe.enabled in the stage's settings)`;
      return Promise.reject(new PortError('probe', 'NotSetUp', why));
    },
  };
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
