// What a file of q defines: its globals with the number of their arguments, the columns that it names, and the files that
// it loads. Where names are used is names.ts.
import type { Group, Item, Node } from './nested.ts';
import type { Token } from './tokens.ts';
import { TEMPLATES } from './words.ts';

export interface Definitions {
  /** Arguments of a lambda; `undefined` for what is none. */
  readonly globals: ReadonlyMap<string, number | undefined>;
  /** Symbols, columns of table literals, and what query templates name: any of them may be a column. */
  readonly columns: ReadonlySet<string>;
  /** Names of files, as `\l` has them, and calls of a function `….load`. */
  readonly loads: readonly string[];
}

/** Pure. */
export function definitionsOf(items: readonly Item[]): Definitions {
  const globals = new Map<string, number | undefined>();
  const columns = new Set<string>();
  const loads: string[] = [];
  const read = (item: Item, inLambda: boolean, namesColumns = false) => {
    let isTemplate = namesColumns;
    for (const [index, node] of item.entries()) {
      const next = item[index + 1];
      isTemplate ||= node.kind === 'name' && TEMPLATES.has(node.text);
      if (node.kind === 'group') {
        const isTable = node.open === '(' && parametersOf(node) !== undefined;
        const isLambda = node.open === '{';
        for (const inner of node.items)
          read(inner, inLambda || isLambda, !isLambda && (isTemplate || isTable));
      } else if (node.kind === 'system') loads.push(...(/^\\l (\S+)$/.exec(node.text)?.slice(1) ?? []));
      else if (node.kind === 'symbol') {
        for (const name of symbolsOf(node)) columns.add(name);
        if (isWord(next, 'set')) for (const name of symbolsOf(node)) globals.set(name, undefined);
      } else if (node.kind === 'name' && isAssign(next)) {
        columns.add(node.text);
        const isGlobal = (!inLambda && !isTemplate) || node.text.startsWith('.') || isOperator(next, '::');
        if (isGlobal) globals.set(node.text, rankOf(item[index + 2]));
      }
    }
  };
  for (const item of items) {
    read(item, false);
    if (callsLoad(item)) loads.push(...filesIn(item));
  }
  return { globals, columns, loads };
}

function callsLoad([first, next]: Item): boolean {
  return first?.kind === 'name' && first.text.endsWith('.load') && !isAssign(next);
}

/** The texts in an expression that are names of q files. */
function filesIn(item: Item): readonly string[] {
  return item.flatMap((node) => {
    if (node.kind === 'group') return node.items.flatMap(filesIn);
    return node.kind === 'string' ? (/^"([\w-]+\.q)"$/.exec(node.text)?.slice(1) ?? []) : [];
  });
}

/** `a:` and `a::`; not `a+:`, which changes what is there. */
export function isAssign(node: Node | undefined): boolean {
  return isOperator(node, ':') || isOperator(node, '::');
}

export function isOperator(node: Node | undefined, text: string): boolean {
  return node?.kind === 'operator' && node.text === text;
}

export function isWord(node: Node | undefined, text: string): boolean {
  return node?.kind === 'name' && node.text === text;
}

/** Of `` `a`b ``, both. */
export function symbolsOf({ text }: Token): readonly string[] {
  return text.split('`').slice(1);
}

/** Names in a lambda's signature; `undefined` where it has none, and takes x, y and z as they occur. */
export function parametersOf({ items }: Group): readonly string[] | undefined {
  const [first] = items[0] ?? [];
  if (first?.kind !== 'group' || first.open !== '[') return undefined;
  return first.items.flatMap((item) => item.flatMap((node) => (node.kind === 'name' ? [node.text] : [])));
}

function rankOf(node: Node | undefined): number | undefined {
  if (node?.kind !== 'group' || node.open !== '{') return undefined;
  const parameters = parametersOf(node);
  if (parameters) return Math.max(1, parameters.length);
  return Math.max(1, ...['x', 'y', 'z'].map((name, index) => (usesName(node, name) ? index + 1 : 0)));
}

function usesName({ items }: Group, name: string): boolean {
  return items
    .flat()
    .some(
      (node) => isWord(node, name) || (node.kind === 'group' && node.open !== '{' && usesName(node, name)),
    );
}
