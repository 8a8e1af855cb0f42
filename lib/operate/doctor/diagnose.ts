// What a list of checks comes to. Pure.
import type { Check, Finding } from './check.ts';

/** Plain JSON: with the target's name, as `doctor --json` prints it. */
export interface Diagnosis {
  /** Nothing is wrong; there may be notes. */
  readonly healthy: boolean;
  readonly checks: readonly { readonly title: string; readonly findings: readonly Finding[] }[];
}

/** All checks of one target, in order; families without a finding too. */
export function diagnose<Examined>(checks: readonly Check<Examined>[], examined: Examined): Diagnosis {
  const found = checks.map(({ title, findings }) => ({ title, findings: findings(examined) }));
  const healthy = found.every(({ findings }) => findings.every((one) => one.severity !== 'wrong'));
  return { healthy, checks: found };
}
