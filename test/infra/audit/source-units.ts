// One module of the code in units: named pieces of code, with the names that each mentions and the commands of the
// AWS SDK that each makes. reached-actions.ts follows the names from unit to unit.
//
// A unit is a function with a name. In the adapters (lib/aws and the wiring), and where a kind of target is joined together,
// so is each member of an object that is a function: a port's method is reached where somebody mentions it, not where the
// port is made.
import ts from 'typescript';

export interface Unit {
  /** The function's name; empty for what runs when the module is loaded. */
  readonly name: string;
  readonly mentions: ReadonlySet<string>;
  /** `@aws-sdk/client-ec2 DescribeInstancesCommand`. */
  readonly commands: readonly string[];
}

export interface SourceModule {
  readonly path: string;
  /** As they are written, of values alone. */
  readonly imports: readonly string[];
  readonly units: readonly Unit[];
}

/** Of the SDK only what is known here may be used: a paginator or a waiter calls AWS without a command in sight. */
const KNOWN_OF_SDK = /(Command|Client|Exception|Fault)$/;

interface Draft {
  readonly name: string;
  readonly mentions: Set<string>;
  readonly commands: string[];
}

/** Throws for a use of the SDK that it cannot follow. */
export function readModule(path: string, text: string): SourceModule {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const isAdapter = /^lib\/(aws|wiring)\/|^lib\/targets\/([^/]+)\/\2\.ts$/.test(path);
  const imports: string[] = [];
  const ofSdk = new Map<string, string>();
  const units: Draft[] = [];
  const know = (name: string, specifier: string) => {
    if (!specifier.startsWith('@aws-sdk/')) return;
    if (!KNOWN_OF_SDK.test(name)) throw new Error(`${path}: what does ${name} of ${specifier} call?`);
    ofSdk.set(name, specifier);
  };

  function visit(node: ts.Node, unit: Draft): void {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      visitImport(node);
      return;
    }
    const named = unitAt(node, isAdapter);
    if (named) {
      const inner = begin(units, named.name);
      named.children.forEach((child) => visit(child, inner));
      return;
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) visitLazy(node);
    if (ts.isNewExpression(node)) visitNew(node, unit);
    if (ts.isPropertyAssignment(node)) {
      visit(node.initializer, unit);
      return;
    }
    if (ts.isShorthandPropertyAssignment(node) && isAdapter) return;
    if (ts.isIdentifier(node)) unit.mentions.add(node.text);
    if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression))
      unit.mentions.add(node.argumentExpression.text);
    ts.forEachChild(node, (child) => visit(child, unit));
  }

  function visitImport(node: ts.ImportDeclaration | ts.ExportDeclaration): void {
    const specifier = node.moduleSpecifier;
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    if (ts.isExportDeclaration(node)) {
      if (!node.isTypeOnly) imports.push(specifier.text);
      return;
    }
    if (node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
    imports.push(specifier.text);
    const bindings = node.importClause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) know(bindings.name.text, specifier.text);
    if (bindings && ts.isNamedImports(bindings))
      for (const { isTypeOnly, name, propertyName } of bindings.elements)
        if (!isTypeOnly) know((propertyName ?? name).text, specifier.text);
  }

  /** `const [client, { InvokeCommand }] = await Promise.all([…, import('@aws-sdk/client-lambda')])`. */
  function visitLazy(node: ts.CallExpression): void {
    const [specifier] = node.arguments;
    if (!specifier || !ts.isStringLiteral(specifier)) throw new Error(`${path}: import() of what?`);
    imports.push(specifier.text);
    if (!specifier.text.startsWith('@aws-sdk/')) return;
    let around: ts.Node = node;
    while (!ts.isVariableDeclaration(around)) {
      if (ts.isSourceFile(around)) throw new Error(`${path}: what is taken of ${specifier.text}?`);
      around = around.parent;
    }
    for (const name of takenOut(around.name)) know(name, specifier.text);
  }

  function visitNew(node: ts.NewExpression, unit: Draft): void {
    const name = node.expression.getText(source);
    if (!name.endsWith('Command')) return;
    const specifier = ofSdk.get(name);
    if (specifier === undefined) throw new Error(`${path}: of which package is ${name}?`);
    unit.commands.push(`${specifier} ${name}`);
  }

  const top = begin(units, '');
  ts.forEachChild(source, (child) => visit(child, top));
  return { path, imports, units };
}

function begin(units: Draft[], name: string): Draft {
  const draft = { name, mentions: new Set<string>(), commands: [] };
  units.push(draft);
  return draft;
}

/** The unit that begins at a node, with what is in it. */
function unitAt(
  node: ts.Node,
  isAdapter: boolean,
): { readonly name: string; readonly children: readonly ts.Node[] } | undefined {
  const isFunction = (value: ts.Node | undefined) =>
    value !== undefined && (ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  if (ts.isFunctionDeclaration(node) && node.name)
    return { name: node.name.text, children: [...node.parameters, ...(node.body ? [node.body] : [])] };
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && isFunction(node.initializer))
    return { name: node.name.text, children: [node.initializer as ts.Node] };
  if (!isAdapter) return undefined;
  if (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name))
    return { name: node.name.text, children: [...node.parameters, ...(node.body ? [node.body] : [])] };
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
    const { initializer } = node;
    // `readJournal: readPlans` is a method as well, and so is `readJournal: createReadJournal(client)`.
    if (isFunction(initializer) || ts.isIdentifier(initializer) || isMaking(initializer))
      return { name: node.name.text, children: [initializer] };
  }
  return undefined;
}

/** What is made is not called yet: makers are named so, and send nothing. */
function isMaking(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) && ts.isIdentifier(node.expression) && /^create[A-Z]/.test(node.expression.text)
  );
}

/** Names that a pattern takes out of modules: those in braces. */
function takenOut(pattern: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(pattern)) return [];
  return pattern.elements.flatMap((element) => {
    if (!ts.isBindingElement(element)) return [];
    if (!ts.isIdentifier(element.name)) return takenOut(element.name);
    return ts.isObjectBindingPattern(pattern) ? [(element.propertyName ?? element.name).getText()] : [];
  });
}
