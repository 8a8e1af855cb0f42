// Names where they are used: each is q's own, defined in a file, or a local of the very lambda that it stands in. A lambda
// sees no locals of those around it: https://code.kx.com/q/basics/function-notation/#name-scope.
import { isAssign, isOperator, parametersOf, symbolsOf, type Definitions } from './definitions.ts';
import type { Group, Item, Node } from './nested.ts';
import type { Problem, Token } from './tokens.ts';
import { CONTROL_WORDS, DOCUMENTED, KEYWORDS, TEMPLATES, TEMPLATE_WORDS } from './words.ts';

/** What a file sees: its own, and what it loads. `elsewhere`: names in symbols may be other processes'. */
export interface Known extends Pick<Definitions, 'globals' | 'columns'> {
  readonly elsewhere: ReadonlySet<string>;
}

interface Scope {
  /** Of the lambda; `undefined` outside of any. */
  readonly locals: ReadonlySet<string> | undefined;
  /** Of the lambdas around it. */
  readonly around: ReadonlySet<string>;
  /** Inside of a query template, where columns are names. */
  readonly inTemplate: boolean;
  readonly read: Set<string>;
}

const PARAMETERS_MAX = 8;

/** Pure. */
export function nameProblems(items: readonly Item[], known: Known): readonly Problem[] {
  const problems: Problem[] = [];
  const tell = (line: number, text: string) => problems.push({ line, text });

  function walk(item: Item, scope: Scope): void {
    let now = scope;
    const [first, second] = item;
    if (isOperator(first, '-') && second?.kind === 'number' && first?.kind === 'operator')
      tell(first.line, `-${second.text} right after a bracket is a subtraction: it needs a space`);
    for (const [index, node] of item.entries()) {
      const next = item[index + 1];
      if (node.kind === 'group') {
        walkGroup(node, item[index - 1], now);
        if (node.open === '[') checkOperand(item[index - 2], item[index - 1]);
      }
      if (node.kind === 'symbol') symbolsOf(node).forEach((name) => checkSymbol(name, node));
      else if (node.kind === 'name') {
        checkWord(node, next, now);
        if (TEMPLATES.has(node.text)) now = { ...now, inTemplate: true };
      }
    }
  }

  function walkGroup(group: Group, before: Node | undefined, scope: Scope): void {
    if (group.open === '{') walkLambda(group, scope);
    else if (group.open === '(' && parametersOf(group)) walkTable(group, scope);
    else for (const item of group.items) walk(item, scope);
    if (group.open !== '[' || !before) return;
    const count = group.items.length;
    if (isOperator(before, '$') && (count < 3 || count % 2 === 0))
      tell(group.line, `$[…] has ${count} expressions; a condition needs 3, 5, …`);
    if (before.kind === 'name' && CONTROL_WORDS.has(before.text) && count < 2)
      tell(group.line, `${before.text}[…] does nothing`);
    const rank =
      before.kind === 'name' && !scope.locals?.has(before.text) ? known.globals.get(before.text) : undefined;
    if (rank !== undefined && count > rank && before.kind === 'name')
      tell(group.line, `${before.text} takes ${rank}, and is given ${count}`);
  }

  /** `-1 $[a;b;c]`: whether the operator takes what is left of it, or the bracket, is not for a reader to guess. */
  function checkOperand(left: Node | undefined, operator: Node | undefined): void {
    const isOperand = left !== undefined && left.kind !== 'operator' && left.kind !== 'iterator';
    if (isOperand && operator?.kind === 'operator' && !operator.text.endsWith(':'))
      tell(operator.line, `${operator.text}[…] stands right of an operand: it needs parentheses`);
  }

  function walkLambda(group: Group, scope: Scope): void {
    const parameters = parametersOf(group);
    if (parameters && parameters.length > PARAMETERS_MAX)
      tell(group.line, `a lambda of ${parameters.length} arguments`);
    for (const name of parameters ?? []) checkName(name, group.line);
    const body = parameters ? [group.items[0]?.slice(1) ?? [], ...group.items.slice(1)] : group.items;
    const assigned = body.flatMap((item) => assignedIn(item, false));
    const locals = new Set([...(parameters ?? ['x', 'y', 'z']), ...assigned]);
    const around = new Set([...scope.around, ...(scope.locals ?? [])]);
    const read = new Set<string>();
    for (const item of body) walk(item, { locals, around, inTemplate: false, read });
    const unread = [...new Set(assigned)].filter((name) => !read.has(name));
    for (const name of unread) tell(group.line, `${name} is assigned in this lambda, and never read`);
  }

  /** `([]a:1 2;b)`: what stands before a colon is a column. */
  function walkTable(group: Group, scope: Scope): void {
    const [first = [], ...rest] = group.items;
    const [keys, ...beginning] = first;
    const columns = [...(keys?.kind === 'group' ? keys.items : []), beginning, ...rest];
    for (const item of columns) {
      const [name, colon] = item;
      const isNamed = name?.kind === 'name' && isOperator(colon, ':');
      if (isNamed) checkName(name.text, name.line);
      walk(isNamed ? item.slice(2) : item, scope);
    }
  }

  function checkSymbol(name: string, { line }: Token): void {
    if (!/^\.\w/.test(name)) return;
    const isSpace = [...known.elsewhere, ...DOCUMENTED].some((other) => other.startsWith(`${name}.`));
    if (!known.elsewhere.has(name) && !DOCUMENTED.has(name) && !isSpace)
      tell(line, `\`${name} is defined nowhere`);
  }

  function checkName(name: string, line: number): void {
    if (KEYWORDS.has(name) || TEMPLATE_WORDS.has(name))
      tell(line, `${name} is a word of q, and cannot be a name`);
    if (name.includes('_') && !name.startsWith('.aws.'))
      tell(line, `${name} has an underscore, which is also Drop`);
  }

  function checkWord({ text, line }: Token, next: Node | undefined, scope: Scope): void {
    if (isAssign(next)) {
      if (!DOCUMENTED.has(text)) checkName(text, line);
      return;
    }
    if (CONTROL_WORDS.has(text) && !(next?.kind === 'group' && next.open === '['))
      tell(line, `${text} is not followed by a bracket`);
    if (TEMPLATE_WORDS.has(text) && scope.inTemplate) return;
    if (scope.locals?.has(text)) {
      scope.read.add(text);
      return;
    }
    if (known.globals.has(text) || KEYWORDS.has(text) || DOCUMENTED.has(text)) return;
    if (scope.inTemplate && (known.columns.has(text) || text === 'i')) return;
    const isSpace = [...known.globals.keys()].some((name) => name.startsWith(`${text}.`));
    if (isSpace) return;
    tell(
      line,
      scope.around.has(text)
        ? `${text} is a local of a lambda around this one, which q does not look into`
        : `${text} is defined nowhere`,
    );
  }

  for (const item of items)
    walk(item, { locals: undefined, around: new Set(), inTemplate: false, read: new Set() });
  return problems;
}

/** Locals that an expression of a lambda makes; not those of lambdas in it, nor columns. */
function assignedIn(item: Item, inTemplate: boolean): readonly string[] {
  const names: string[] = [];
  let now = inTemplate;
  for (const [index, node] of item.entries()) {
    if (node.kind === 'group') {
      const isTable = node.open === '(' && parametersOf(node) !== undefined;
      if (node.open !== '{') names.push(...node.items.flatMap((inner) => assignedIn(inner, now || isTable)));
    } else if (node.kind === 'name') {
      now ||= TEMPLATES.has(node.text);
      const isLocal = isOperator(item[index + 1], ':') && !node.text.startsWith('.');
      if (isLocal && !now) names.push(node.text);
    }
  }
  return names;
}
