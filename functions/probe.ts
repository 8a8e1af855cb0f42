// The probe: asks the RDBs of a group over q IPC from inside the VPC, and tells its gateways where the data is. Invoked by the
// other functions (lib/aws/rdb-group/lambda-probe.ts and lambda-gateways.ts), never by an event source. Needs no permission but its logs, and no AWS client;
// plain code without a framework, since its zip and cold start are budgeted (docs/kdb.md).
import { parseProbeRequest } from '../lib/kdb/parse-probe-request.ts';
import { isPushRequest, parsePushRequest } from '../lib/kdb/push/parse-push-request.ts';
import { startRealDeadline, type StartDeadline } from '../lib/kdb/deadline.ts';
import { probeTargets } from '../lib/kdb/probe-targets.ts';
import { pushToGateways } from '../lib/kdb/push/push-to-gateways.ts';
import type { PushAnswer } from '../lib/targets/rdb-group/ports/gateways.ts';
import type { ProbeAnswer } from '../lib/targets/rdb-group/ports/probe.ts';

/** One answer for each target. Throws only for an event that is no request; the message quotes nothing of it. */
export async function handler(event: unknown): Promise<readonly (ProbeAnswer | PushAnswer)[]> {
  return serveProbe(event, { writeLine: (line) => void process.stdout.write(`${line}\n`) });
}

interface ProbeParts {
  readonly writeLine: (line: string) => void;
  readonly startDeadline?: StartDeadline;
}

/** The function's own part. `startDeadline`: real time by default. */
export async function serveProbe(
  event: unknown,
  { writeLine, startDeadline = startRealDeadline }: ProbeParts,
): Promise<readonly (ProbeAnswer | PushAnswer)[]> {
  const startedAtMs = performance.now();
  const isPush = isPushRequest(event);
  const answers = isPush
    ? await pushToGateways(parsePushRequest(event), startDeadline)
    : await probeTargets(parseProbeRequest(event), startDeadline);
  const message = isPush ? 'pushed' : 'probed';
  writeLine(JSON.stringify({ ...logLine(answers, performance.now() - startedAtMs), message }));
  return answers;
}

/** The invocation's one line. Of failures, the first of each kind is quoted: hundreds share one cause. */
function logLine(answers: readonly (ProbeAnswer | PushAnswer)[], durationMs: number) {
  const failures: Record<string, { count: number; first: string }> = {};
  for (const answer of answers) {
    if (answer.kind !== 'failed') continue;
    const { failure } = answer;
    const known = failures[failure.code];
    if (known) known.count += 1;
    else failures[failure.code] = { count: 1, first: failure.message };
  }
  const reportCount = answers.filter(({ kind }) => kind !== 'failed').length;
  return {
    level: reportCount === answers.length ? 'INFO' : 'WARN',
    targetCount: answers.length,
    reportCount,
    failures,
    durationMs: Math.round(durationMs),
  };
}
