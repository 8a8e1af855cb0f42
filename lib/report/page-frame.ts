// What every report's page has: one HTML text, nothing loaded from anywhere; a headline, facts, and what was assumed.
// Looks are in page-style.ts.
import { escapeHtml } from './escape-html.ts';
import { PAGE_STYLE } from './page-style.ts';

export interface PageHead {
  readonly title: string;
  /** The finding, as one sentence; `headlineOf` makes it of a group, `streamHeadlineOf` of a stream. */
  readonly headline: string;
  /** What was run, as a line below: trace, sizes, seed. */
  readonly subtitle: string;
}

/** The sections, HTML, in their order; empty ones leave no trace. */
export function pageOf({ title, headline, subtitle }: PageHead, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Spillway</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="name">Spillway · ${escapeHtml(title)}</p>
<h1>${escapeHtml(headline)}</h1>
<p class="subtitle">${escapeHtml(subtitle)}</p>
</header>
${sections.filter((section) => section !== '').join('\n')}
</main>
</body>
</html>
`;
}

export interface Fact {
  readonly term: string;
  readonly value: string;
  /** What the number is called where programs look for it. */
  readonly key: string;
  readonly isBad?: boolean;
  /** A few words below the value: why it is a dash. */
  readonly note?: string;
}

/** The few numbers that a reader takes away. */
export function factList(facts: readonly Fact[]): string {
  const items = facts.map(
    ({ term, value, key, isBad = false, note }) =>
      `<div><dt>${term}</dt><dd data-fact="${key}"${isBad ? ' class="bad"' : ''}>${value}</dd>${note === undefined ? '' : `<dd class="note">${escapeHtml(note)}</dd>`}</div>`,
  );
  return `<dl class="facts">\n${items.join('\n')}\n</dl>`;
}

export function notesSection(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  return `<section><h2>What was assumed</h2><ul class="notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul></section>`;
}
