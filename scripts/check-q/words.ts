// The words that are q's own, as KX's reference lists them, page by page: data/q/reserved-words.json.
import { readFileSync } from 'node:fs';

interface Listed {
  readonly page: string;
  /** Separated by blanks. */
  readonly words: string;
}

interface ReservedWords {
  readonly keywords: Listed;
  readonly namespaces: Readonly<Record<string, Listed>>;
}

const LIST = JSON.parse(
  readFileSync(new URL('../../data/q/reserved-words.json', import.meta.url), 'utf8'),
) as ReservedWords;

/** Keywords and control words; nobody may use them for anything else. */
export const KEYWORDS: ReadonlySet<string> = new Set(LIST.keywords.words.split(' '));

/** `.z.p`, `.Q.w` and the like, and the namespaces themselves. */
export const DOCUMENTED: ReadonlySet<string> = new Set(
  Object.entries(LIST.namespaces).flatMap(([space, { words }]) => [
    space,
    ...words.split(' ').map((word) => `${space}.${word}`),
  ]),
);

/** Query templates: what follows names columns. https://code.kx.com/q/basics/qsql/ */
export const TEMPLATES: ReadonlySet<string> = new Set(['select', 'exec', 'update', 'delete']);

/** Words that a query template alone knows; elsewhere they are names, and confuse its reader. */
export const TEMPLATE_WORDS: ReadonlySet<string> = new Set(['from', 'by']);

/** Words that a bracket must follow at once. https://code.kx.com/q/basics/control/ */
export const CONTROL_WORDS: ReadonlySet<string> = new Set(['if', 'do', 'while']);
