// The lines of a target's status that all kinds have in common, and a bar. Pure.
import pc from 'picocolors';
import type { AttentionKind } from '../../core/attention.ts';
import type { LastPlan } from '../../learning/learned-frame.ts';
import { formatDuration } from '../../core/units.ts';
import type { KeptDrill } from '../../ports/drills.ts';
import type { Lease } from '../../ports/state-store.ts';

/** What the status of every kind has. Plain JSON; times are ms since the epoch. */
export interface StatusFrame {
  /** Who runs a cycle now, until when at the latest. */
  readonly lease?: { readonly owner: string; readonly expiresAtMs: number };
  /** Trouble that lasts, by kind; what each means and what to do: docs/operations.md. */
  readonly attention: readonly AttentionKind[];
  readonly lastPlan?: { readonly atMs: number; readonly kind: string; readonly text: string };
  /** The latest drill of it; the whole result is what the drill wrote. */
  readonly lastDrill?: {
    readonly atMs: number;
    readonly drill: string;
    readonly pass: boolean;
    readonly text: string;
  };
  /** What this moment calls for, were a cycle run now; or why none would. */
  readonly wouldNow: string;
}

/** A target's status, as commands print it. */
export interface Status {
  /** Plain JSON. Its keys do not change. */
  readonly json: object;
  /** Lines for a terminal, without a trailing newline. */
  readonly text: string;
}

export function leasePart(lease: Lease | undefined, nowMs: number): Pick<StatusFrame, 'lease'> {
  if (lease === undefined || lease.expiresAtMs <= nowMs) return {};
  return { lease: { owner: lease.owner, expiresAtMs: lease.expiresAtMs } };
}

export function lastPlanPart(last: LastPlan | undefined): Pick<StatusFrame, 'lastPlan'> {
  return last ? { lastPlan: { atMs: last.atMs, kind: last.kind, text: last.reason.text } } : {};
}

export function lastDrillPart(last: KeptDrill | undefined): Pick<StatusFrame, 'lastDrill'> {
  if (!last) return {};
  const { atMs, drill, pass, summary } = last;
  return { lastDrill: { atMs, drill, pass, text: summary } };
}

export function leaseText({ lease }: Pick<StatusFrame, 'lease'>): string {
  return lease ? `lease held until ${new Date(lease.expiresAtMs).toISOString()}` : 'lease free';
}

export function modeText(mode: string): string {
  return mode === 'act' ? mode : pc.yellow(mode);
}

/** Attention, the last plan, and what would be done now. */
export function closingLines(
  { attention, lastPlan, lastDrill, wouldNow }: StatusFrame,
  nowMs: number,
): readonly string[] {
  return [
    ...(attention.length > 0
      ? [pc.red(`attention: ${attention.join(', ')} (docs/operations.md says what each means)`)]
      : []),
    lastPlan
      ? `last plan, ${formatDuration(nowMs - lastPlan.atMs)} ago: ${lastPlan.kind}: ${lastPlan.text}.`
      : 'no plan is recorded yet.',
    ...(lastDrill
      ? [
          `last drill, ${formatDuration(nowMs - lastDrill.atMs)} ago: ${lastDrill.drill}: ${
            lastDrill.pass ? pc.green('passed') : pc.red('failed')
          }: ${lastDrill.text}.`,
        ]
      : []),
    `now: ${wouldNow}.`,
  ];
}

/** Characters of a bar. */
export const BAR_WIDTH = 20;

/** A bar of fixed width: full from 100 %, never empty above 0. */
export function bar(usedPercent: number): string {
  const share = Math.min(1, Math.max(0, usedPercent / 100));
  const full = share === 0 ? 0 : Math.max(1, Math.floor(share * BAR_WIDTH));
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}
