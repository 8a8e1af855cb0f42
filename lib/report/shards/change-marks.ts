// Changes of a number of shards: a numbered mark in the day's chart for each, and the list below the charts that the numbers
// lead to.
import { clockFace } from '../clock-face.ts';
import { FONT } from '../draw-chart.ts';
import { escapeHtml } from '../escape-html.ts';

export interface ChangeMark {
  /** Ms since the epoch. */
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
}

/** Times in ms since the epoch. */
export interface MarkedDay<Change extends ChangeMark> {
  /** `Monday, 7 October 2013`. */
  readonly label: string;
  readonly startMs: number;
  readonly endMs: number;
  /** That were begun on this day, in order of time. */
  readonly changes: readonly Change[];
}

/** Days of a run. */
export interface ShownDays<Day extends MarkedDay<ChangeMark>> {
  /** Each a chart, in order of time. */
  readonly days: readonly Day[];
  /** Days of the run that no chart shows. */
  readonly daysNotShown: number;
}

/** Changes closer together than this share of the day are drawn as one mark. */
const MARK_SHARE = 0.025;

/** Days with more changes than this list the first of them; the rest is said to be there. */
const CHANGES_LISTED_MAX = 80;

/** How far a mark stands above its change, and one that would cover another above that one, pixels. */
const RISE = 14;
const RISE_MORE = 21;

/** `firstNumber`: of the day's first change, in the list below the charts. `minutes`: the length of the time axis, `width` its pixels. */
export function changeMarks(
  { changes, startMs, endMs }: Omit<MarkedDay<ChangeMark>, 'label'>,
  {
    firstNumber,
    minutes,
    width,
  }: { readonly firstNumber: number; readonly minutes: number; readonly width: number },
) {
  const share = ({ atMs }: ChangeMark) => (atMs - startMs) / (endMs - startMs);
  const clusters: { first: number; last: number; at: number; kind: string; height: number }[] = [];
  changes.forEach((change, i) => {
    const kind = kindOf(change);
    const at = share(change);
    const open = clusters.at(-1);
    const number = firstNumber + i;
    const height = Math.max(change.from, change.to);
    if (open && open.kind === kind && at - open.at < MARK_SHARE) {
      open.last = number;
      open.height = Math.max(open.height, height);
    } else clusters.push({ first: number, last: number, at, kind, height });
  });
  let before = { right: -Infinity, rise: 0, height: 0 };
  return clusters.map(({ first, last, at, kind, height: own }) => {
    const label = first === last ? String(first) : `${first}–${last}`;
    const isWide = label.length > 2;
    const markWidth = isWide ? 10 + 7 * label.length : 18;
    const shift = at > 0.97 ? -10 : 0;
    const centre = at * width + shift;
    const covers = centre - markWidth / 2 < before.right;
    const rise = covers ? before.rise + RISE_MORE : RISE;
    const height = covers ? Math.max(own, before.height) : own;
    before = { right: centre + markWidth / 2, rise, height };
    return {
      name: label,
      coord: [Math.round(at * minutes), height],
      symbol: isWide ? 'roundRect' : 'circle',
      symbolSize: isWide ? [markWidth, 18] : 18,
      symbolOffset: [shift, -rise],
      itemStyle: { color: `var(--${kind})` },
      label: {
        show: true,
        formatter: label,
        color: 'var(--paper)',
        fontSize: 10.5,
        fontWeight: 600 as const,
        fontFamily: FONT,
      },
    };
  });
}

/** All days' changes, numbered through as the marks are. `rest`: what is said after from and to. */
export function changesSection<Change extends ChangeMark, Day extends MarkedDay<Change>>(
  days: readonly (Day & MarkedDay<Change>)[],
  timeZone: string,
  rest: (change: Change, day: Day) => string,
): string {
  const items = days.flatMap((day) => day.changes.map((change) => ({ day, change })));
  if (items.length === 0) return '';
  const item = ({ day, change }: (typeof items)[number], i: number) => {
    const time = clockFace({ timeZone, day }).time(change.atMs);
    const text = `${day.label.split(',')[0] ?? ''}: from ${change.from} to ${change.to} shards; ${rest(change, day)}.`;
    return `<li class="${kindOf(change)}"><b>${i + 1}</b><time datetime="${new Date(change.atMs).toISOString()}">${time}</time><span>${escapeHtml(text)}</span></li>`;
  };
  const more = items.length - CHANGES_LISTED_MAX;
  return `<section><h2>What was changed</h2>
<ol class="marks">${items.slice(0, CHANGES_LISTED_MAX).map(item).join('\n')}</ol>
${more > 0 ? `<p class="explain">and ${more} more</p>` : ''}</section>`;
}

/** By the names of the colours in the style sheet. */
function kindOf({ from, to }: ChangeMark): 'scale-out' | 'retire' {
  return to > from ? 'scale-out' : 'retire';
}
