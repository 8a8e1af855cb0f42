// A drill of the journal, as lines for a person: who broke what, and what came of it; in detail each step as it was seen.
import pc from 'picocolors';
import type { KeptDrill } from '../../ports/drills.ts';

export function drillSentences(
  { atMs, drill, who, pass, summary, result }: KeptDrill,
  detail: 'plans' | 'why-not',
): readonly string[] {
  const verdict = pass ? pc.green('passed') : pc.red('failed');
  const first = `${pc.dim(momentText(atMs))}  ${pc.magenta('drill'.padEnd(9))}  ${drill}, by ${who}: ${verdict}: ${summary}.`;
  if (detail === 'plans') return [first];
  return [first, ...stepsOf(result).map(({ at, text }) => pc.dim(`    ${at}: ${text}.`))];
}

/** `2026-11-20 15:06:30Z`. */
export function momentText(atMs: number): string {
  return new Date(atMs).toISOString().replace('T', ' ').replace('.000Z', 'Z');
}

/** Of a result as it was kept, by whichever version. */
function stepsOf(result: object): readonly { readonly at: string; readonly text: string }[] {
  if (!('steps' in result) || !Array.isArray(result.steps)) return [];
  return (result.steps as readonly unknown[]).flatMap((step) => {
    if (typeof step !== 'object' || step === null || !('at' in step) || !('text' in step)) return [];
    return [{ at: String(step.at), text: String(step.text) }];
  });
}
