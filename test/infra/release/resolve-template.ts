// A template as CloudFormation reads it for given parameters: conditions decided, parameters put in. References to
// resources and pseudo parameters stay. Throws for what it does not know: a template must not pass half read.
import { withoutNoValue } from '../../../scripts/release/to-plain.ts';
import type { Template } from '../package-project-fixture.ts';

type Members = Readonly<Record<string, unknown>>;
type Given = Readonly<Record<string, string | number | readonly string[]>>;

interface Parameterised extends Template {
  readonly Parameters: Readonly<
    Record<string, { readonly Type: string; readonly Default?: string | number }>
  >;
  readonly Conditions: Members;
}

export interface ResolveOptions {
  readonly parameters: Readonly<Record<string, string>>;
  /** What `AWS::StackName` is. */
  readonly stackName: string;
}

export function resolveTemplate(template: unknown, options: ResolveOptions): Template {
  const context = contextOf(template, options);
  const whole = template as Parameterised;
  return withoutNoValue({
    Resources: resolveSection(whole.Resources, context),
    Outputs: resolveSection(whole.Outputs ?? {}, context),
  }) as Template;
}

function contextOf(template: unknown, { parameters, stackName }: ResolveOptions): Context {
  const whole = template as Parameterised;
  const given: Record<string, string | number | readonly string[]> = {};
  for (const [name, { Type, Default }] of Object.entries(whole.Parameters)) {
    const value = parameters[name] ?? Default;
    if (value === undefined) throw new Error(`${name} is not given`);
    if (Type === 'CommaDelimitedList') given[name] = String(value).split(',');
    else given[name] = Type === 'Number' ? Number(value) : String(value);
  }
  for (const name of Object.keys(parameters))
    if (!(name in whole.Parameters)) throw new Error(`There is no parameter ${name}`);
  return { given: { ...given, 'AWS::StackName': stackName }, conditions: whole.Conditions };
}

/** Resources or outputs, those left out whose condition is false. */
function resolveSection(section: object, context: Context): Members {
  const entries = Object.entries(section).flatMap(([id, entry]) => {
    const { Condition, ...others } = entry as Members;
    if (typeof Condition === 'string' && !isTrue(Condition, context)) return [];
    return [[id, resolve(others, context)] as const];
  });
  return Object.fromEntries(entries);
}

/** What CloudFormation would say to these parameters, of the template's rules. */
export function assertionsBroken(template: unknown, options: ResolveOptions): readonly string[] {
  const context = contextOf(template, options);
  const { Rules } = template as {
    readonly Rules: Readonly<
      Record<
        string,
        { readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription: string }[] }
      >
    >;
  };
  return Object.values(Rules)
    .flatMap(({ Assertions }) => Assertions)
    .filter(({ Assert }) => !decide(Assert, context))
    .map(({ AssertDescription }) => AssertDescription);
}

/**
 * One template with every form that a resource has in any of these: forms after the first stand under names of their own, so
 * that all of them are validated at once.
 */
export function everyForm(templates: readonly Template[]): Template {
  const resources: Record<string, Template['Resources'][string]> = {};
  const seen = new Map<string, number>();
  for (const [id, resource] of templates.flatMap(({ Resources }) => Object.entries(Resources))) {
    const form = `${id} ${JSON.stringify(resource)}`;
    if (seen.has(form)) continue;
    const number = [...seen.keys()].filter((one) => one.startsWith(`${id} `)).length + 1;
    seen.set(form, number);
    resources[number === 1 ? id : `${id}Form${number}`] = resource;
  }
  const [first] = templates;
  return { Resources: resources, ...(first?.Outputs && { Outputs: first.Outputs }) };
}

interface Context {
  readonly given: Given;
  readonly conditions: Members;
}

function isTrue(name: string, context: Context): boolean {
  if (!(name in context.conditions)) throw new Error(`There is no condition ${name}`);
  return decide(context.conditions[name], context);
}

function decide(condition: unknown, context: Context): boolean {
  const [[name, value] = ['']] = Object.entries(condition as Members);
  const parts = value as readonly unknown[];
  switch (name) {
    case 'Fn::Equals':
      return String(resolve(parts[0], context)) === String(resolve(parts[1], context));
    case 'Fn::Not':
      return !decide(parts[0], context);
    case 'Fn::Or':
      return parts.some((part) => decide(part, context));
    case 'Fn::And':
      return parts.every((part) => decide(part, context));
  }
  throw new Error(`Nothing is known of the condition ${name}`);
}

function resolve(value: unknown, context: Context): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, context));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Members;
  const [[name, inner] = ['']] = Object.entries(members);
  if (name === 'Ref') return context.given[String(inner)] ?? value;
  if (name === 'Fn::If') {
    const [condition, then, otherwise] = inner as readonly [string, unknown, unknown];
    return resolve(isTrue(condition, context) ? then : otherwise, context);
  }
  if (name === 'Fn::Join') {
    const [separator, list] = inner as readonly [string, unknown];
    return (resolve(list, context) as readonly string[]).join(separator);
  }
  if (name === 'Fn::Sub') return substituted(inner, context);
  if (name.startsWith('Fn::') && name !== 'Fn::GetAtt') throw new Error(`Nothing is known of ${name}`);
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, resolve(one, context)]));
}

/** A text with nothing left in it to put is a text. */
function substituted(sub: unknown, context: Context): unknown {
  const [text, variables] = (typeof sub === 'string' ? [sub, {}] : sub) as readonly [string, Members];
  const put = text.replaceAll(/\$\{([\w:]+)\}/g, (whole, name: string) => {
    const value = name in variables ? resolve(variables[name], context) : context.given[name];
    if (value === undefined) return whole;
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new Error(`${name} is no text in ${text}`);
    return String(value);
  });
  return put.includes('${') ? { 'Fn::Sub': put } : put;
}
