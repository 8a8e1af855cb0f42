// The report of an import for a person: a table for each cluster, and what needs them at its end, next to the prompt.
import Table from 'cli-table3';
import pc from 'picocolors';
import type { Outcome, ReportEntry } from '../../lib/finspace/report-entry.ts';
import { OUTCOMES } from '../../lib/finspace/report-entry.ts';

const WIDTH_MIN = 100;
const VALUE_LENGTH_MAX = 60;
/** Borders and padding of four columns. */
const FRAME_WIDTH = 13;
const OUTCOME_WIDTH = 12;

export function reportTable(entries: readonly ReportEntry[], columns: number): string {
  const names = [...new Set(entries.map(({ cluster }) => cluster))];
  const tables = names.map((name) => {
    const own = entries.filter(({ cluster }) => cluster === name);
    return `${pc.bold(name)}\n${clusterTable(own, columns)}\n`;
  });
  return `${tables.join('\n')}\n${summary(entries)}`;
}

function clusterTable(entries: readonly ReportEntry[], columns: number): string {
  const width = Math.max(columns, WIDTH_MIN) - FRAME_WIDTH - OUTCOME_WIDTH;
  const fieldWidth = Math.floor(0.3 * width);
  const valueWidth = Math.floor(0.2 * width);
  const whyWidth = width - fieldWidth - valueWidth;
  const table = new Table({
    head: ['field', 'value', 'outcome', 'becomes, and why'],
    colWidths: [fieldWidth, valueWidth, OUTCOME_WIDTH, whyWidth].map((each) => each + 2),
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const outcome of OUTCOMES)
    for (const { path, value, to, why } of entries.filter((entry) => entry.outcome === outcome)) {
      const sentences = to === null ? why : `→ ${to}\n${why}`;
      table.push([
        plain(path),
        shown(value),
        // Broken within a word, its colour would be too: half a control is printed as text.
        { content: COLOURS[outcome](outcome), wrapOnWordBoundary: true },
        sentences
          .split('\n')
          .map((line) => wrapped(plain(line), whyWidth))
          .join('\n'),
      ]);
    }
  return table.toString();
}

const COLOURS: Readonly<Record<Outcome, (text: string) => string>> = {
  mapped: pc.green,
  approximated: pc.yellow,
  dropped: pc.dim,
  'needs-you': pc.red,
};

function summary(entries: readonly ReportEntry[]): string {
  const counts = OUTCOMES.map(
    (outcome) => `${entries.filter((entry) => entry.outcome === outcome).length} ${outcome}`,
  );
  return `${entries.length} values: ${counts.join(', ')}.`;
}

function shown(value: unknown): string {
  const text = plain(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > VALUE_LENGTH_MAX ? `${text.slice(0, VALUE_LENGTH_MAX - 1)}…` : text;
}

/** Without controls: what a file says cannot move the terminal's cursor or change its colours. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
}

/** Broken between words; the table breaks what is longer than a line. */
function wrapped(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
