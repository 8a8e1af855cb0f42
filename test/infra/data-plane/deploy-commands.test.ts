// The commands of docs/deploy.md against the templates that they deploy: whoever types them in gives every parameter that has no
// default, none that there is not, and what stacks before have as outputs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PARAMETERS } from '../../../scripts/release/parameters.ts';
import { readDataPlane } from '../data-plane-templates.ts';
import { PROJECT } from '../package-project-fixture.ts';

interface Parameter {
  readonly Type?: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly unknown[];
  readonly AllowedPattern?: string;
}

interface Deployed {
  readonly stack: string;
  readonly template: string;
  readonly given: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  /** What comes before it in the document's commands. */
  readonly before: string;
}

const dataPlane = await readDataPlane();
const page = await readFile(join(PROJECT, 'docs/deploy.md'), 'utf8');
const shell = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, text = '']) => text).join('\n');
const lines = shell.replaceAll(/\\\n\s*/g, '').split('\n');

/** Of a line of shell: words, with what is in quotes or brackets kept together. */
const wordsOf = (line: string) =>
  [...line.matchAll(/(?:\$\([^)]*\)|'[^']*'|"(?:\$\([^)]*\)|[^"])*"|[^\s'"$]|\$)+/g)].map(([word]) =>
    word.replaceAll(/^['"]|['"]$/g, ''),
  );

const deployed = lines.flatMap((line, index): Deployed[] => {
  if (!line.startsWith('aws cloudformation deploy --')) return [];
  const words = wordsOf(line);
  const option = (name: string) => words[words.indexOf(name) + 1] ?? '';
  const first = words.indexOf('--parameter-overrides') + 1;
  const rest = first === 0 ? [] : words.slice(first);
  const end = rest.findIndex((word) => word.startsWith('--'));
  const pairs = (end < 0 ? rest : rest.slice(0, end)).map((word) => {
    const [, name = word, value = ''] = /^(\w+)=(.*)$/.exec(word) ?? [];
    return [name, value] as const;
  });
  return [
    {
      stack: option('--stack-name'),
      template: option('--template-file'),
      given: new Map(pairs),
      words,
      before: lines.slice(0, index).join('\n'),
    },
  ];
});

function parametersOf(template: string): Readonly<Record<string, Parameter>> {
  if (template === 'spillway.yaml') return PARAMETERS;
  const found = dataPlane.get(template.replace('data-plane/', '')) as {
    Parameters?: Record<string, Parameter>;
  };
  return found.Parameters ?? {};
}

describe('the commands of docs/deploy.md', () => {
  it('deploy each template of the data tier, and Spillway', () => {
    const names = [...dataPlane.keys()].map((name) => `data-plane/${name}`);
    expect(new Set(deployed.map(({ template }) => template))).toEqual(new Set([...names, 'spillway.yaml']));
  });

  it.each(deployed)('give $stack what $template has, and all that it needs', ({ template, given }) => {
    const parameters = parametersOf(template);
    expect([...given.keys()].filter((name) => !(name in parameters))).toEqual([]);
    const needed = Object.keys(parameters).filter((name) => parameters[name]?.Default === undefined);
    expect(needed.filter((name) => !given.has(name))).toEqual([]);
    for (const [name, value] of given) {
      const { Type, AllowedPattern, AllowedValues } = parameters[name] ?? {};
      if (value.includes('$') || value.includes('…')) continue;
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html: each value of a list.
      const values = Type === 'CommaDelimitedList' ? value.split(',') : [value];
      if (AllowedPattern) for (const one of values) expect(one, name).toMatch(new RegExp(AllowedPattern));
      if (AllowedValues) expect(AllowedValues.map(String), name).toContain(value);
    }
  });

  it.each(deployed)('make $stack with the capability that its roles need', ({ template, words }) => {
    const resources = dataPlane.get(template.replace('data-plane/', ''))?.Resources;
    const hasRoles =
      resources === undefined || Object.values(resources).some(({ Type }) => Type.startsWith('AWS::IAM::'));
    expect(words.includes('CAPABILITY_IAM')).toBe(hasRoles);
  });

  it('take only outputs that a stack has which is there by then, and variables that are set by then', () => {
    const stacks = new Map<string, string>();
    let outputCount = 0;
    for (const line of lines) {
      for (const [, stack = '', name = ''] of line.matchAll(/\$\(output ([\w-]+) (\w+)\)/g)) {
        const template = dataPlane.get((stacks.get(stack) ?? '').replace('data-plane/', ''));
        expect(Object.keys(template?.Outputs ?? {}), `${stack} ${name}`).toContain(name);
        outputCount += 1;
      }
      const made = deployed.find(({ words }) => words.join(' ') === wordsOf(line).join(' '));
      if (made) stacks.set(made.stack, made.template);
    }
    expect(outputCount).toBeGreaterThan(15);
    for (const { words, before } of deployed)
      for (const [, name = ''] of words.join(' ').matchAll(/\$([a-z]\w*)/g))
        expect(before, name).toMatch(new RegExp(`(^|\\s)${name}=`, 'm'));
  });
});
