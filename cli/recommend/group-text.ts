// What `spillway recommend` says of a group's trace: the finding as sentences, how sure it is, and the best as a table.
import Table from 'cli-table3';
import pc from 'picocolors';
import { VARIANT_COUNT, type Recommendation } from '../../lib/backtest/recommend/recommend.ts';
import { BURST_SCALES } from '../../lib/backtest/recommend/variants.ts';
import { dollars, rareBy } from './found.ts';

const SHOWN_MAX = 8;

export function textOf(found: readonly Recommendation[]): string {
  const [best, next] = found;
  if (!best) return 'Nothing was tried.\n';
  const table = new Table({
    head: [
      'candidate',
      'cost',
      ...BURST_SCALES.map((scale) => `late rolls, bursts ×${scale}`),
      'tried',
      'least cushion',
    ],
    style: { head: [], border: [] },
  });
  for (const r of found.slice(0, SHOWN_MAX)) {
    table.push([
      r.label,
      dollars(r),
      ...r.lateRolls.map((count) => (count > 0 ? pc.red(String(count)) : '0')),
      `${r.variantsTried} of ${VARIANT_COUNT}`,
      r.closestCushionSeconds === null ? '–' : `${Math.round(r.closestCushionSeconds)} s`,
    ]);
  }
  return `${headline(best, next).join('\n')}\n${table.toString()}\n`;
}

function headline(best: Recommendation, next: Recommendation | undefined): readonly string[] {
  if (best.isSafe !== true)
    return [
      'No candidate came through all variants: try a larger node, or keep spares (--node, spillway:spares-min). By cost:',
    ];
  const { label, continuousSavesPercent: saves } = best;
  const continuous =
    saves === undefined
      ? []
      : [
          `Retiring the surplus within the day saves ${saves.toFixed(1)} % of it. RDBs must leave the tickerplant's queue for that: docs/kdb.md.`,
        ];
  return [
    `Recommended: ${pc.bold(label)}, ${dollars(best)}.`,
    howSure(best),
    ...continuous,
    ...(next ? [`Next: ${next.label}, ${ofNext(next, best)}.`] : []),
  ];
}

/** What a variant changes, the days have in common: they are named beside the rolls. */
function howSure({ rolls, days, variantsTried, closestCushionSeconds }: Recommendation): string {
  const tried = `Tried ${variantsTried} ways (volume 5 % less to 5 % more, bursts up to ×${BURST_SCALES.at(-1)}, reports at other seconds)`;
  const rare = rareBy(rolls);
  if (rare === undefined || closestCushionSeconds === null)
    return `${tried}: too few rolls, ${rolls}, to say how sure that is. Try more days.`;
  const atMost = `at most one in ${rare} is, by 95 %`;
  const which = days === 1 ? 'on days like this one' : 'on days like these';
  const same =
    days === 1
      ? 'All ways are of the same day: what it did not bring was not tried.'
      : `All ways are of the same ${days} days: what none of them brought was not tried.`;
  return `${tried}: none of ${rolls} rolls was late, so ${atMost} ${which}. ${same} The closest spare had waited ${Math.round(closestCushionSeconds)} s.`;
}

/** What was not safe did less, so its cost is no match: it is said in dollars, and not as cheaper. */
function ofNext(next: Recommendation, best: Recommendation): string {
  const cost = dollars(next);
  if (next.isSafe === false) return `${cost}, which was not safe`;
  return `${cost}, ${(100 * (next.costUsd / best.costUsd - 1)).toFixed(1)} % more; its variants were not tried to the end`;
}
