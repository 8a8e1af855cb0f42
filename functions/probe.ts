// The probe: asks the RDBs of a group over q IPC from inside the VPC. Invoked by the other functions
// (lib/aws/rdb-group/lambda-probe.ts), never by an event source. Needs no permission but its logs, and no AWS client;
// plain code without a framework, since its zip and cold start are budgeted (docs/kdb.md).
import { parseProbeRequest } from '../lib/kdb/parse-probe-request.ts';
import { probeTargets, type StartDeadline } from '../lib/kdb/probe-targets.ts';
import type { ProbeAnswer } from '../lib/targets/rdb-group/ports/probe.ts';

/** One answer for each target. Throws only for an event that is no `ProbeRequest`; the message quotes nothing of it. */
export async function handler(event: unknown): Promise<readonly ProbeAnswer[]> {
  return serveProbe(event, { writeLine: (line) => void process.stdout.write(`${line}\n`) });
}

/** The function's own part. `startDeadline`: real time by default. */
export async function serveProbe(
  event: unknown,
  parts: { readonly writeLine: (line: string) => void; readonly startDeadline?: StartDeadline },
): Promise<readonly ProbeAnswer[]> {
  const startedAtMs = performance.now();
  const answers = await probeTargets(parseProbeRequest(event), parts.startDeadline);
  parts.writeLine(JSON.stringify(logLine(answers, performance.now() - startedAtMs)));
  return answers;
}

/** The invocation's one line. Of failures, the first of each kind is quoted: hundreds share one cause. */
function logLine(answers: readonly ProbeAnswer[], durationMs: number) {
  const failures: Record<string, { count: number; first: string }> = {};
  for (const answer of answers) {
    if (answer.kind === 'report') continue;
    const known = failures[answer.failure.code];
    if (known) known.count += 1;
    else failures[answer.failure.code] = { count: 1, first: answer.failure.message };
  }
  const reportCount = answers.filter((answer) => answer.kind === 'report').length;
  return {
    level: reportCount === answers.length ? 'INFO' : 'WARN',
    message: 'probed',
    targetCount: answers.length,
    reportCount,
    failures,
    durationMs: Math.round(durationMs),
  };
}
