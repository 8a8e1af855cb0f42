// `Telemetry` by the probe: asks a group's RDBs now. One observation per call and node; the past is what
// earlier cycles remembered. Next: combine-telemetry.ts, for CloudWatch as the fallback.
import { PortError } from '../../../../core/errors.ts';
import type { OddReport, Report } from '../../domain/node.ts';
import type { Clock } from '../../../../ports/clock.ts';
import type { Probe, ProbeAnswer, RdbQuery, ReadAddresses, ReadRdbAccess } from '../../ports/probe.ts';
import { eachByItself, type Telemetry } from '../../ports/telemetry.ts';
import { oddnessOf, reportOfSample } from './report-of-answer.ts';

export interface ProbeTelemetryPorts {
  readonly probe: Probe;
  readonly readAddresses: ReadAddresses;
  readonly readRdbAccess: ReadRdbAccess;
  readonly clock: Clock;
  /** A query of the stage settings by its name. */
  readonly findQuery: (name: string) => RdbQuery | undefined;
  /** Told after each read, by kind of failure and never per node; none if all answered. */
  readonly onRead: (groupName: string, failures: readonly GroupProbeFailure[]) => void;
}

/** Nodes of a group that failed alike. */
export interface GroupProbeFailure {
  readonly groupName: string;
  /** A `KdbErrorCode`, or `no-address`. */
  readonly code: string;
  readonly instanceIds: readonly string[];
  /** The first one's message. */
  readonly message: string;
}

/**
 * Reads by probing, each group by itself. Nodes that fail are silent: no report, so nothing is proved of them.
 * A group is a `PortError` if the query is unknown, or addresses, secret or probe cannot be had.
 */
export function createProbeTelemetry(ports: ProbeTelemetryPorts): Telemetry {
  return eachByItself(async ({ groupName, instanceIds, probe: settings }) => {
    const query = ports.findQuery(settings.query);
    if (!query) {
      const why = `group ${groupName}: spillway:probe-query is "${settings.query}", which the stage settings do not name`;
      throw new PortError('probe', 'UnknownQuery', why);
    }
    const [addresses, access] = await Promise.all([
      ports.readAddresses(instanceIds),
      settings.secret === undefined
        ? undefined
        : ports.readRdbAccess({ secretName: settings.secret, groupName }),
    ]);
    const { port, processes } = settings;
    const targets = instanceIds.flatMap((instanceId) => {
      const host = addresses.get(instanceId);
      return host === undefined ? [] : [{ instanceId, host, port, processes, query }];
    });
    const askedAtMs = ports.clock.nowMs();
    const probed =
      targets.length === 0 ? [] : await ports.probe.probe({ targets, ...(access && { access }) });
    const at = { askedAtMs, answeredAtMs: ports.clock.nowMs() };
    const answers = [...probed, ...unaddressed(instanceIds, { addresses, port })];
    ports.onRead(groupName, failuresByCode(groupName, answers));
    return { ...reportsOf(answers, at), addresses };
  });
}

function reportsOf(answers: readonly ProbeAnswer[], at: { askedAtMs: number; answeredAtMs: number }) {
  const reports: Report[] = [];
  const odd: OddReport[] = [];
  for (const answer of answers) {
    if (answer.kind === 'failed') continue;
    const oddness = oddnessOf(answer.instanceId, answer.sample);
    if (oddness) odd.push(oddness);
    else reports.push(reportOfSample(answer.instanceId, answer.sample, at));
  }
  return { reports, odd };
}

function unaddressed(
  instanceIds: readonly string[],
  { addresses, port }: { readonly addresses: ReadonlyMap<string, string>; readonly port: number },
): ProbeAnswer[] {
  return instanceIds
    .filter((instanceId) => !addresses.has(instanceId))
    .map((instanceId) => {
      const message = `${instanceId}: EC2 names no private address for it (yet), so its port ${port} is not asked`;
      return { kind: 'failed', instanceId, failure: { code: 'no-address', message } };
    });
}

function failuresByCode(groupName: string, answers: readonly ProbeAnswer[]): readonly GroupProbeFailure[] {
  const byCode = new Map<string, GroupProbeFailure>();
  for (const answer of answers) {
    if (answer.kind === 'report') continue;
    const { code, message } = answer.failure;
    const known = byCode.get(code);
    const instanceIds = [...(known?.instanceIds ?? []), answer.instanceId];
    byCode.set(code, { groupName, code, message: known?.message ?? message, instanceIds });
  }
  return [...byCode.values()];
}
