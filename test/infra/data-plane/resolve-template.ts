// What CloudFormation makes of a template's value, for parameters given: references, conditions, substitutions, base64.
// Of resources it knows the logical name alone, which stands for id and attributes.
import type { Template } from '../package-project-fixture.ts';

export type Parameters = Readonly<Record<string, string>>;

interface Declared extends Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
}

const PSEUDO: Parameters = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::StackName': 'kdb-tier',
};
/** Takes a property or an entry away. */
const NO_VALUE = Symbol('AWS::NoValue');

/** Resolves values of `template` with these parameters over its defaults. */
export function resolver(template: Template, given: Parameters = {}): (value: unknown) => unknown {
  const { Parameters: declared = {}, Conditions: conditions = {} } = template as Declared;

  const reference = (name: string): unknown => {
    if (name === 'AWS::NoValue') return NO_VALUE;
    const value = given[name] ?? PSEUDO[name] ?? declared[name]?.Default;
    if (value === undefined && name in declared) throw new Error(`no value for the parameter ${name}`);
    return value ?? name;
  };
  const substitute = (text: string, values: Readonly<Record<string, unknown>>) =>
    text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
      literal ? `\${${name}}` : String(values[name] ?? reference(name)),
    );
  const holds = (name: string) => resolve(conditions[name]) === true;

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve).filter((entry) => entry !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return call(name, argument);
    if (more.length === 0 && name === 'Condition' && typeof argument === 'string') return holds(argument);
    const entries = Object.entries(value).map(([key, entry]) => [key, resolve(entry)] as const);
    return Object.fromEntries(entries.filter(([, entry]) => entry !== NO_VALUE));
  }

  function call(name: string, argument: unknown): unknown {
    if (name === 'Ref') return reference(argument as string);
    if (name === 'Fn::If') {
      const [condition, yes, no] = argument as readonly [string, unknown, unknown];
      return resolve(holds(condition) ? yes : no);
    }
    if (name === 'Fn::Sub') {
      if (typeof argument === 'string') return substitute(argument, {});
      const [text, values] = argument as readonly [string, Readonly<Record<string, unknown>>];
      return substitute(text, resolve(values) as Readonly<Record<string, unknown>>);
    }
    const of = resolve(argument);
    if (name === 'Fn::Base64') return Buffer.from(String(of)).toString('base64');
    if (name === 'Fn::GetAtt') return (of as readonly string[]).join('.');
    if (name === 'Fn::And') return (of as readonly unknown[]).every((each) => each === true);
    if (name === 'Fn::Not') return !(of as readonly unknown[])[0];
    if (name === 'Fn::Equals') {
      const [left, right] = of as readonly unknown[];
      return String(left) === String(right);
    }
    if (name === 'Fn::Select') {
      const [index, list] = of as readonly [number, string | readonly string[]];
      return (typeof list === 'string' ? list.split(',') : list)[index];
    }
    throw new Error(`${name} is not known here`);
  }

  return resolve;
}

/** The user data of the template's one launch template, decoded. */
export function userDataOf(template: Template, given: Parameters): string {
  const found = Object.values(template.Resources).find(({ Type }) => Type === 'AWS::EC2::LaunchTemplate');
  const { LaunchTemplateData } = found?.Properties as { LaunchTemplateData: { UserData: unknown } };
  const encoded = resolver(template, given)(LaunchTemplateData.UserData);
  return Buffer.from(encoded as string, 'base64').toString();
}
