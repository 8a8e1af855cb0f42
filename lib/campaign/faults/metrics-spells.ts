// Faults of what CloudWatch tells of a target: they come for a while, and then not for as long; stronger ones more often.
import { MINUTE_MS } from '../../core/units.ts';
import type { MeddledRun } from './meddling.ts';

/** How late a minute is at full strength. */
const LATE_MS = 10 * MINUTE_MS;
const SPELL_MS = 40 * MINUTE_MS;
const TOLD_AGAIN_MS = 10 * MINUTE_MS;

type MetricsFault = 'metrics-late' | 'metrics-missing';

/** What is wrong with metrics now: `lateMs`, and `missing`, from 0 (none) to 1, which says what. */
export function metricsSpell(run: MeddledRun<MetricsFault>): {
  readonly lateMs: number;
  readonly missing: number;
} {
  return { lateMs: LATE_MS * spellOf(run, 'metrics-late'), missing: spellOf(run, 'metrics-missing') };
}

/** How strong a fault of metrics is in the spell that is now; 0: it is not. */
function spellOf(run: MeddledRun<MetricsFault>, fault: MetricsFault): number {
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
