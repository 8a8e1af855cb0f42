// How much of the probe's answer may tell of tables. Lambda returns 6 MB to whoever waits, and nothing of what is more: a few
// servers that tell of thousands of tables would cost the words of all the others.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
import type { ProbeAnswer } from '../targets/rdb-group/ports/probe.ts';

/** Bytes, as JSON: the rest of a thousand servers' answers takes some 2 MB (ipc/errors.ts). A table takes some 70. */
export const TABLES_BYTES_MAX = 3 * 1024 ** 2;

/**
 * The answers as they are, but that the servers that tell most tell of no table where all would be too much: their rows, roles and
 * memory stay, and each may then hold anything (lib/routing/may-hold.ts).
 */
export function withinTables(answers: readonly ProbeAnswer[]): readonly ProbeAnswer[] {
  const sizes = answers.map((answer, index) => ({ index, bytes: tablesBytesOf(answer) }));
  let total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= TABLES_BYTES_MAX) return answers;
  const silenced = new Set<number>();
  for (const { index, bytes } of sizes.sort((a, b) => b.bytes - a.bytes)) {
    if (total <= TABLES_BYTES_MAX) break;
    total -= bytes;
    silenced.add(index);
  }
  return answers.map((answer, index) =>
    answer.kind === 'report' && silenced.has(index)
      ? { ...answer, sample: { ...answer.sample, tables: {} } }
      : answer,
  );
}

function tablesBytesOf(answer: ProbeAnswer): number {
  if (answer.kind === 'failed' || !answer.sample.tables) return 0;
  return Buffer.byteLength(JSON.stringify(answer.sample.tables));
}
