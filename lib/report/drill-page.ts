// The page of one drill: the verdict, what was counted, each moment beside its limit, and the steps as they were seen. Pure.
import { formatDuration } from '../core/units.ts';
import { MOMENTS, type Moment } from '../drill/drill-plan.ts';
import { SAID, type DrillResult } from '../drill/drill-result.ts';
import { escapeHtml } from './escape-html.ts';
import { factList, pageOf, type Fact } from './page-frame.ts';

/** One self-contained HTML text. */
export function drillPage(result: DrillResult, missed: readonly string[]): string {
  const { drill, target, injectedAt } = result;
  return pageOf(
    {
      title: `drill ${drill} ${target}`,
      headline: headlineOf(result, missed),
      subtitle:
        injectedAt === null
          ? 'Nothing was broken.'
          : `Broken on purpose at ${injectedAt}. Times are counted from then; what was not seen has none.`,
    },
    [factList(factsOf(result)), momentsSection(result), stepsSection(result)],
  );
}

function headlineOf({ injectedAt, pass }: DrillResult, missed: readonly string[]): string {
  if (pass) return 'It recovered within its limits, and nothing is missing';
  const isTold = injectedAt === null && missed.length === 0;
  return isTold ? 'It was told of, and not made' : `It failed: ${missed.join('; ')}`;
}

function factsOf(result: DrillResult): readonly Fact[] {
  const { expected, found, lost, pass } = result;
  const number = (value: number | null) => (value === null ? '–' : value.toLocaleString('en-US'));
  return [
    { term: 'Result', key: 'pass', value: pass ? 'passed' : 'failed', isBad: !pass },
    { term: 'Expected', key: 'expected', value: number(expected) },
    { term: 'Found', key: 'found', value: number(found) },
    { term: 'Lost', key: 'lost', value: number(lost), isBad: lost !== 0 },
  ];
}

/** A bar for each moment, as long as it took, on one scale; its limit is the end of the pale one. */
function momentsSection(result: DrillResult): string {
  const rows = MOMENTS.flatMap((moment) => {
    const limitMs = (result.limits[`${moment}WithinSeconds`] ?? 0) * 1000;
    return limitMs === 0 ? [] : [{ moment, limitMs, tookMs: tookMsOf(result, moment) }];
  });
  if (rows.length === 0) return '';
  const longestMs = Math.max(...rows.map(({ limitMs, tookMs }) => Math.max(limitMs, tookMs ?? 0)));
  const percent = (ms: number) => ((100 * ms) / longestMs).toFixed(2);
  const bar = (kind: string, ms: number) => `<i class="${kind}" style="width:${percent(ms)}%"></i>`;
  const bars = rows.map(({ moment, limitMs, tookMs }) => {
    const isLate = tookMs === undefined || tookMs > limitMs;
    const took = tookMs === undefined ? 'not seen' : formatDuration(tookMs);
    return `<li data-moment="${moment}"${isLate ? ' class="bad"' : ''}><span>${SAID[moment]}</span><div>${bar('limit', limitMs)}${tookMs === undefined ? '' : bar('took', tookMs)}</div><b>${took}</b><small>of ${formatDuration(limitMs)}</small></li>`;
  });
  return `<section><h2>What followed</h2><p class="explain">Each bar is the time from the injection; the pale one ends at its limit.</p>
<ol class="moments">${bars.join('\n')}</ol></section>`;
}

/** Each step as it was seen: when, how long after the first, and what. */
function stepsSection({ steps, injectedAt }: DrillResult): string {
  const [first] = steps;
  if (!first) return '';
  const sinceMs = Date.parse(injectedAt ?? first.at);
  const items = steps.map(({ at, text }) => {
    const since = formatDuration(Math.max(0, Date.parse(at) - sinceMs));
    return `<li><time datetime="${escapeHtml(at)}">${escapeHtml(at.slice(11, 19))}</time><b>+${since}</b><span>${escapeHtml(text)}</span></li>`;
  });
  return `<section><h2>Timeline</h2><p class="explain">As each was seen, UTC, and how long after the injection.</p>
<ol class="steps">${items.join('\n')}</ol></section>`;
}

function tookMsOf(result: DrillResult, moment: Moment): number | undefined {
  const at = result[`${moment}At`];
  if (at === null || result.injectedAt === null) return undefined;
  return Date.parse(at) - Date.parse(result.injectedAt);
}
