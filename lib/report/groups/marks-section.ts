// The list of what was done on the day, and why. Retirements in a row are one line.
import { clockFace } from '../clock-face.ts';
import { escapeHtml } from '../escape-html.ts';
import type { ReportData } from '../report-data.ts';
import { foldMarks, type FoldedMark } from './fold-marks.ts';

/** A day with more marks than this lists the first of them; the rest is said to be there. */
const MARKS_LISTED_MAX = 60;

export function marksSection(data: ReportData): string {
  const marks = foldMarks(data.day.marks);
  if (marks.length === 0) return '';
  const clock = clockFace(data);
  const item = (mark: FoldedMark, i: number) =>
    `<li class="${mark.kind}"><b>${i + 1}</b><time datetime="${new Date(mark.atMs).toISOString()}">${clock.time(mark.atMs)}</time><span>${escapeHtml(sentence(mark, clock.time(mark.untilMs)))}</span></li>`;
  const more = marks.length - MARKS_LISTED_MAX;
  return `<section><h2>What was done, and why</h2>
<ol class="marks">${marks.slice(0, MARKS_LISTED_MAX).map(item).join('\n')}</ol>
${more > 0 ? `<p class="explain">and ${more} more</p>` : ''}</section>`;
}

function sentence({ kind, sentence: text, count }: FoldedMark, until: string): string {
  const what = `${text}${/[.!?]$/.test(text) ? '' : '.'}`;
  if (kind === 'scale-out') return `Scaled out: ${what}`;
  if (kind === 'late-roll') return `Late roll: ${what}`;
  return count === 1
    ? `Retired: ${what}`
    : `Retired ${count} nodes, the last at ${until}. The first: ${what}`;
}
