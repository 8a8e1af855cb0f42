// Tokens as they nest: groups in brackets, their items between semicolons, and the expressions of a script. Lines break
// where q lets them: https://code.kx.com/q/basics/syntax/#multiline-expressions.
import type { Problem, Token } from './tokens.ts';

export interface Group {
  readonly kind: 'group';
  readonly open: '(' | '[' | '{';
  readonly items: readonly Item[];
  /** Of its opening bracket. */
  readonly line: number;
  /** Of its closing one. */
  readonly endLine: number;
}
export type Node = Token | Group;
/** What stands between two semicolons; may be empty. */
export type Item = readonly Node[];

export interface Nested {
  /** One for each expression of the script, and between its semicolons. */
  readonly items: readonly Item[];
  readonly problems: readonly Problem[];
}

const CLOSING = { '(': ')', '[': ']', '{': '}' } as const;

/** Pure. */
export function nestedOf(tokens: readonly Token[]): Nested {
  const problems: Problem[] = [];
  const items: Item[] = [];
  let at = 0;

  function readItems(open: Group['open'] | undefined): readonly Item[] {
    const read: Node[][] = [[]];
    for (let token = tokens[at]; token !== undefined; token = tokens[at]) {
      if (open !== undefined && token.column === 0) {
        problems.push({
          line: token.line,
          text: `${CLOSING[open]} is missing before this line, or its indent is`,
        });
        return read;
      }
      if (open === undefined && token.column === 0 && read.at(-1)?.length !== 0) return read;
      at += 1;
      if (token.kind === 'close') {
        if (open !== undefined && token.text === CLOSING[open]) return read;
        problems.push({ line: token.line, text: `${token.text} closes nothing` });
      } else if (token.kind === 'semicolon') read.push([]);
      else {
        const item = read.at(-1) ?? [];
        tellOfBreak(item, token, open);
        item.push(token.kind === 'open' ? groupOf(token) : token);
      }
    }
    if (open !== undefined)
      problems.push({ line: tokens.at(-1)?.line ?? 1, text: `${CLOSING[open]} is missing at the end` });
    return read;
  }

  function groupOf({ text, line }: Token): Group {
    const open = text as Group['open'];
    const inner = readItems(open);
    return { kind: 'group', open, items: inner, line, endLine: tokens[at - 1]?.line ?? line };
  }

  /** Two lines of a lambda without a semicolon between them are one expression: hardly ever what was meant. */
  function tellOfBreak(item: Item, token: Token, open: Group['open'] | undefined): void {
    const last = item.at(-1);
    if (!last || (item.length === 1 && isSignature(last) && (open === '{' || open === '('))) return;
    if (token.line !== (last.kind === 'group' ? last.endLine : last.line))
      problems.push({ line: token.line, text: `no semicolon before ${token.text}, which begins a line` });
  }

  while (at < tokens.length) items.push(...readItems(undefined));
  return { items, problems };
}

/** `{[a;b]` and `([k:…]` may end a line. */
function isSignature(node: Node): boolean {
  return node.kind === 'group' && node.open === '[';
}
