// q source as tokens, as q lexes it: https://code.kx.com/q/basics/syntax/. What cannot be a token is a problem, and so is
// what q reads differently from what a reader sees. How tokens nest is nested.ts.
import { isNumber } from './numbers.ts';

export type TokenKind =
  | 'name'
  | 'number'
  | 'string'
  | 'symbol'
  | 'operator'
  | 'iterator'
  | 'open'
  | 'close'
  | 'semicolon'
  | 'system';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** From 0. */
  readonly column: number;
}

export interface Problem {
  readonly line: number;
  /** A sentence without its full stop. */
  readonly text: string;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  readonly problems: readonly Problem[];
}

/** Longest first. A backslash or slash that begins a word of its own is no iterator, and is taken care of before. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['name', /(?:\.?[a-zA-Z][a-zA-Z0-9_]*)(?:\.[a-zA-Z][a-zA-Z0-9_]*)*/y],
  ['symbol', /(?:`(?::[\w./:-]*|[\w.]*(?::[\w./:-]*)?))+/y],
  // Reading and writing of files, as in `0:enlist x`.
  ['number', /[012]:(?![0-9])/y],
  ['number', /[0-9][0-9a-zA-Z.:]*(?:e[+-][0-9]+)?/y],
  ['number', /\.[0-9]+[ef]?/y],
  ['iterator', /(?:\/:|\\:|':|'|\/|\\)+/y],
  ['operator', /::|<=|>=|<>|[-+*%&|^=<>~!@?#_$,.]:?|:/y],
  ['open', /[([{]/y],
  ['close', /[)\]}]/y],
  ['semicolon', /;/y],
];
/** https://code.kx.com/q/basics/syntax/#strings */
const STRING = /"(?:[^"\\]|\\(?:["\\nrt/]|[0-7]{3}))*"/y;

/** Pure. */
export function tokensOf(source: string): Tokens {
  const tokens: Token[] = [];
  const problems: Problem[] = [];
  let inBlock = false;
  for (const [index, text] of source.split('\n').entries()) {
    const line = index + 1;
    if (/^[/\\]\s*$/.test(text)) {
      if (text.startsWith('\\') && !inBlock) return { tokens, problems }; // The script ends here.
      inBlock = text.startsWith('/');
    } else if (!inBlock) {
      if (/\t|\r/.test(text)) problems.push({ line, text: 'a tab or a carriage return' });
      if (/^\\/.test(text)) tokens.push({ kind: 'system', text, line, column: 0 });
      else readLine(text, line, tokens, problems);
    }
  }
  if (inBlock)
    problems.push({ line: source.split('\n').length, text: 'a comment of several lines has no end' });
  return { tokens, problems };
}

function readLine(text: string, line: number, tokens: Token[], problems: Problem[]): void {
  let at = 0;
  while (at < text.length) {
    const before = text[at - 1];
    const isApart = before === undefined || before === ' ';
    if (text[at] === ' ') at += 1;
    else if (text[at] === '/' && isApart) return;
    else {
      const token = tokenAt(text, at, tokens.at(-1), line);
      if (typeof token === 'string') {
        problems.push({ line, text: token });
        return;
      }
      const isOdd = token.kind === 'number' && !isNumber(token.text);
      if (isOdd) problems.push({ line, text: `${token.text} is no number` });
      if (token.kind === 'iterator' && isApart && token.text !== "'")
        problems.push({ line, text: `the iterator ${token.text} stands apart from what it modifies` });
      tokens.push(token);
      at += token.text.length;
    }
  }
}

/** A sentence where there is none. */
function tokenAt(text: string, at: number, last: Token | undefined, line: number): Token | string {
  const found = (kind: TokenKind, length: number): Token => ({
    kind,
    text: text.slice(at, at + length),
    line,
    column: at,
  });
  if (text[at] === '"') {
    STRING.lastIndex = at;
    const match = STRING.exec(text);
    if (!match) return 'a string has no end on its line, or an escape that q does not know';
    return found('string', match[0].length);
  }
  const negative = /-(?:[0-9][0-9a-zA-Z.:]*|\.[0-9]+)/y;
  negative.lastIndex = at;
  const minus = negative.exec(text);
  if (minus && isSign(text, at, last, line)) return found('number', minus[0].length);
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match && match[0].length > 0) return found(kind, match[0].length);
  }
  return `q has no use for ${JSON.stringify(text[at])} outside of strings and comments`;
}

/** A minus right after a noun is Subtract; else, next to a number, its sign. https://code.kx.com/q/basics/syntax/#spaces */
function isSign(text: string, at: number, last: Token | undefined, line: number): boolean {
  const touches = last?.line === line && last.column + last.text.length === at;
  return (
    !touches || !['name', 'number', 'string', 'symbol', 'close'].includes(last.kind) || text[at - 1] === ' '
  );
}
