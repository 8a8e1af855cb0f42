// What the parts of `spillway recommend` share: how a finding is written, and how sure a count without failure makes one.
import type { Terminal } from '../terminal.ts';

export interface RecommendOutput {
  readonly json?: boolean;
}

/** As JSON, or as text for people. Exit status 1 where the first candidate is not safe. */
export function writeFound<
  Found extends { readonly candidates: readonly { readonly isSafe: boolean | null }[] },
>(
  { found, text }: { readonly found: Found; readonly text: () => string },
  { json = false }: RecommendOutput,
  terminal: Terminal,
): void {
  if (terminal.isInteractive) terminal.writeError('\r\u001b[K');
  terminal.write(json ? `${JSON.stringify(found, null, 2)}\n` : text());
  if (found.candidates[0]?.isSafe !== true) terminal.exitStatus = 1;
}

/**
 * With none failed of so many, at most three in as many fail, by 95 %: the rule of three.
 * https://en.wikipedia.org/wiki/Rule_of_three_(statistics)
 */
const OF_THREE = 3;

/** At most one in how many fails; `undefined` where so few were tried that it says nothing. */
export function rareBy(triedCount: number): number | undefined {
  return triedCount <= OF_THREE ? undefined : Math.floor(triedCount / OF_THREE);
}

export function dollars({ costUsd }: { readonly costUsd: number }): string {
  return `$${costUsd.toFixed(2)}`;
}
