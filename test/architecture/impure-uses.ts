// What a pure module may not touch, found in its syntax: a clock, chance, the environment, waiting, a log. What it
// imports is checked by its row in layers.ts; that it leaves its input as it was, by frozen input in test/targets.
import ts from 'typescript';
import type { SourceFile } from './read-imports.ts';

/** Globals through which the world gets in or out. */
const WORLDLY: ReadonlySet<string> = new Set([
  ...['process', 'globalThis', 'performance', 'crypto', 'console', 'fetch', 'Promise'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'require'],
]);

/** Members that are worldly of globals that are not. */
const WORLDLY_MEMBERS: Readonly<Record<string, readonly string[]>> = { Date: ['now'], Math: ['random'] };

/** `lib/a.ts:3 Date.now`, one line for each use. */
export function impureUses({ path, text }: SourceFile): readonly string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = impurityOf(node);
    if (what !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push(`${path}:${line + 1} ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function impurityOf(node: ts.Node): string | undefined {
  if (ts.isAwaitExpression(node)) return 'await';
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  if (ts.isMetaProperty(node)) return 'import.meta';
  if (!ts.isIdentifier(node) || isNameOfMember(node)) return undefined;
  if (WORLDLY.has(node.text)) return node.text;
  return memberOf(node) ?? (isTimeOfNow(node) ? 'new Date()' : undefined);
}

/** `x` of `a.x` and of `{ x: 1 }`: a name that refers to nothing outside. */
function isNameOfMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}

/** Any use of a name such as `Date` that may reach its worldly member, taken apart or by an index as well. */
function memberOf(node: ts.Identifier): string | undefined {
  const members = WORLDLY_MEMBERS[node.text];
  const { parent } = node;
  if (members === undefined || ts.isTypeReferenceNode(parent)) return undefined;
  if (ts.isNewExpression(parent) && parent.expression === node) return undefined;
  if (!ts.isPropertyAccessExpression(parent)) return node.text;
  return members.includes(parent.name.text) ? `${node.text}.${parent.name.text}` : undefined;
}

/** `new Date()` without a time. */
function isTimeOfNow(node: ts.Identifier): boolean {
  const { parent } = node;
  return node.text === 'Date' && ts.isNewExpression(parent) && !parent.arguments?.length;
}
