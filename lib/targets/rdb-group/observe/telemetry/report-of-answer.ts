// What the probe brought back → the reports that `decide` reads.
import type { OddReport, Report } from '../../domain/node.ts';
import type { ServerSample } from '../../ports/probe.ts';

/**
 * One node's report. The sample was taken at some moment between asking and the answer, both on our own
 * clock: the earliest counts for proof, the latest for age. The server's clock decides nothing.
 *
 *   ours    ──── askedAtMs ─────────────── answeredAtMs ────▶
 *   theirs          │      the sample: here somewhere  │
 *             sampledFromMs                      observedAtMs
 */
export function reportOfSample(
  instanceId: string,
  sample: ServerSample,
  at: { readonly askedAtMs: number; readonly answeredAtMs: number },
): Report {
  const { usedBytes, totalBytes, rows, live, queued, busy, updates, tables, messages } = sample;
  return {
    instanceId,
    source: 'probe',
    observedAtMs: at.answeredAtMs,
    sampledFromMs: at.askedAtMs,
    memory: { used: usedBytes, total: totalBytes, unit: 'bytes' },
    live,
    busy,
    ...(queued !== undefined && { queued }),
    ...(rows !== undefined && { rows }),
    ...(updates !== undefined && { updates }),
    ...(tables && { tables }),
    ...(messages && { messages }),
  };
}

/** Names a value that cannot be true; `undefined` for a sample that can. Refused samples become no report. */
export function oddnessOf(instanceId: string, sample: ServerSample): OddReport | undefined {
  const odd = (metric: string, value: number, why: string): OddReport => ({ instanceId, metric, value, why });
  const counts = { usedBytes: sample.usedBytes, rows: sample.rows ?? 0, updates: sample.updates ?? 0 };
  for (const [metric, value] of Object.entries(counts)) {
    if (!Number.isFinite(value) || value < 0) return odd(metric, value, 'not a count');
  }
  if (!(sample.totalBytes > 0)) return odd('totalBytes', sample.totalBytes, 'no memory at all');
  if (sample.usedBytes > sample.totalBytes) return odd('usedBytes', sample.usedBytes, 'more than there is');
  return undefined;
}
