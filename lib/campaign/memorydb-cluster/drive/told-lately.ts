// What CloudWatch has told of the nodes by now: less, and later, while a fault of metrics stands.
import { MINUTE_MS } from '../../../core/units.ts';
import type { NodeMetricsReader, NodeMinute } from '../../../targets/memorydb-cluster/ports/node-metrics.ts';
import type { ClusterRun } from '../world/cluster-run.ts';

/** How late a minute is at full strength. */
const LATE_MS = 10 * MINUTE_MS;
/** Faults of metrics come for so long, and then not for as long; stronger ones more often. */
const SPELL_MS = 40 * MINUTE_MS;
const TOLD_AGAIN_MS = 10 * MINUTE_MS;

const FIELDS = [
  'isPrimary',
  'memoryPercent',
  'usedBytes',
  'engineCpuPercent',
  'hostCpuPercent',
  'replicaLagSeconds',
] as const satisfies readonly (keyof NodeMinute)[];

export function asToldLately(run: ClusterRun, inner: NodeMetricsReader): NodeMetricsReader {
  return {
    async readNodes(query) {
      const answers = await inner.readNodes(query);
      const lateMs = LATE_MS * spellOf(run, 'metrics-late');
      const missing = spellOf(run, 'metrics-missing');
      const isSilent = run.weather.silentSinceMs !== undefined;
      if (lateMs === 0 && missing === 0 && !isSilent) return answers;
      const told = (minutes: readonly NodeMinute[], node: number) =>
        minutes
          .filter(({ startMs }) => lateMs === 0 || startMs + MINUTE_MS + lateMs <= query.nowMs)
          .filter(({ startMs }) => !isSilent || startMs < (run.weather.silentSinceMs ?? 0))
          .map((minute) => (missing === 0 ? minute : lessOf(minute, missing, node)));
      return answers.map((one) =>
        one.ok
          ? { ...one, value: one.value.map((node, i) => ({ ...node, minutes: told(node.minutes, i) })) }
          : one,
      );
    },
  };
}

/** How strong a fault of metrics is in the spell that is now; 0: it is not. */
function spellOf(run: ClusterRun, fault: 'metrics-late' | 'metrics-missing'): number {
  const strength = run.strength(fault);
  const spell = Math.floor(run.nowMs() / SPELL_MS);
  // Which spells are bad is a matter of the seed and the spell, not of who looks how often.
  const draw = ((run.options.seed ^ (spell * 2_654_435_761)) >>> 0) / 2 ** 32;
  if (strength === 0 || draw >= strength / 2) return 0;
  run.occur(fault);
  // What nobody was told, nobody could act on; the minutes after it are told again.
  run.disturb(run.nowMs() + TOLD_AGAIN_MS);
  return Math.max(0.1, (draw * 1_000) % 1);
}

/** One metric is not told: of every other node, or of all. */
function lessOf(minute: NodeMinute, missing: number, node: number): NodeMinute {
  if (missing < 0.5 && node % 2 === 1) return minute;
  const gone = FIELDS[Math.floor(missing * 1_000) % FIELDS.length];
  return Object.fromEntries(
    Object.entries(minute).filter(([name]) => name !== gone),
  ) as unknown as NodeMinute;
}
