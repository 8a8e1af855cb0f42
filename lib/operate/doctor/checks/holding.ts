// What the owner has told a target to wait for. That is not an error; somebody who wonders should still be told.
import { note, type Finding } from '../check.ts';

/** `noun`: what the target is called in a sentence. The fixes take the owner's word back. */
export function holdingFindings(given: {
  readonly noun: string;
  readonly policy: { readonly mode: string; readonly pauseUntilMs?: number };
  readonly nowMs: number;
  readonly actFix: string;
  readonly resumeFix: string;
}): readonly Finding[] {
  const { noun, policy, nowMs, actFix, resumeFix } = given;
  const { mode, pauseUntilMs = 0 } = policy;
  const findings: Finding[] = [];
  if (mode !== 'act')
    findings.push(note(`mode-${mode}`, `spillway:mode is ${mode}: nothing is changed`, actFix));
  if (pauseUntilMs > nowMs) {
    const until = new Date(pauseUntilMs).toISOString();
    findings.push(note('paused', `spillway:pause-until holds the ${noun} until ${until}`, resumeFix));
  }
  return findings;
}
