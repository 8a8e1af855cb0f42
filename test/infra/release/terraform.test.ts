// The Terraform module, parsed, against the template's parameters: each is a variable, of its type, default and words.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import type { Parameter } from '../../../scripts/release/parameter.ts';
import { PARAMETERS } from '../../../scripts/release/parameters.ts';
import { TAG_PARAMETERS } from '../../../scripts/release/tags.ts';
import { PROJECT } from '../package-project-fixture.ts';

interface Variable {
  readonly description: string;
  readonly type: string;
  readonly default?: unknown;
  readonly validation?: readonly { readonly condition: string; readonly error_message: string }[];
}

const FOLDER = join(PROJECT, 'infra/terraform');

async function read(file: string): Promise<Readonly<Record<string, Readonly<Record<string, unknown>>>>> {
  const parsed: unknown = await parse(file, readFileSync(join(FOLDER, file), 'utf8'));
  return parsed as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function variables(): Promise<Readonly<Record<string, Variable>>> {
  const { variable = {} } = await read('variables.tf');
  return Object.fromEntries(
    Object.entries(variable).map(([name, blocks]) => [name, (blocks as readonly Variable[])[0] as Variable]),
  );
}

/** `EndOfDayCron` → `end_of_day_cron`. */
const variableName = (parameter: string) => parameter.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase();

const isFlag = ({ AllowedValues }: Parameter) => String(AllowedValues) === 'true,false';

/** What the variable is, and how it becomes the parameter's text. */
function expected(parameter: Parameter, name: string) {
  if (parameter.Type === 'CommaDelimitedList')
    return { type: '${list(string)}', value: [], put: `\${join(",", var.${name})}` };
  if (isFlag(parameter))
    return { type: '${bool}', value: parameter.Default === 'true', put: `\${tostring(var.${name})}` };
  if (parameter.Type === 'Number')
    return { type: '${number}', value: parameter.Default, put: `\${tostring(var.${name})}` };
  return { type: '${string}', value: parameter.Default, put: `\${var.${name}}` };
}

/** The module's own words for where it puts things. */
const OF_THE_MODULE = ['ArtifactBucket', 'ArtifactPrefix'];

/** Given to the stack itself, by the variable `tags`: it takes as many as AWS does. */
const isOfTags = (parameter: string) => parameter in TAG_PARAMETERS;
const GIVEN = Object.entries(PARAMETERS).filter(([parameter]) => !isOfTags(parameter));

describe('the Terraform module', () => {
  it('has a variable for each parameter, of its type and default, and says the same of it', async () => {
    const all = await variables();
    for (const [parameter, definition] of GIVEN) {
      if (OF_THE_MODULE.includes(parameter)) continue;
      const name = variableName(parameter);
      const { type, value } = expected(definition, name);
      expect(all[name], parameter).toMatchObject({
        type,
        default: value,
        description: definition.Description,
      });
    }
    const names = GIVEN.map(([parameter]) => variableName(parameter));
    expect(Object.keys(all).filter((name) => !names.includes(name))).toEqual(['stack_name', 'tags']);
  });

  it('refuses what the template would refuse, before anything is uploaded', async () => {
    const all = await variables();
    for (const [parameter, { MinValue, MaxValue, AllowedValues, AllowedPattern, ...others }] of GIVEN) {
      const { condition = '', error_message } = all[variableName(parameter)]?.validation?.[0] ?? {};
      if (MinValue !== undefined) expect(condition, parameter).toContain(`>= ${MinValue} && `);
      if (MaxValue !== undefined) expect(condition, parameter).toContain(`<= ${MaxValue} && `);
      if (AllowedValues && !isFlag({ AllowedValues, ...others }))
        for (const value of AllowedValues) expect(condition, parameter).toContain(JSON.stringify(value));
      if (AllowedPattern === undefined || parameter === 'ArtifactPrefix') continue;
      expect(condition, parameter).toContain(JSON.stringify(AllowedPattern));
      expect(error_message, parameter).toBe(`Allowed: ${others.ConstraintDescription}.`);
    }
  });

  it('refuses what the template cannot: a topic of another region, and functions half in a VPC', async () => {
    const { resource = {} } = await read('main.tf');
    const [stack] = (resource['aws_cloudformation_stack'] as { spillway: readonly Record<string, unknown>[] })
      .spillway;
    const [{ precondition }] = stack?.['lifecycle'] as readonly [
      { readonly precondition: readonly { readonly condition: string }[] },
    ];
    const conditions = precondition.map(({ condition }) => condition).join('\n');
    expect(conditions).toContain('split(":", var.notify_topic_arn)[3]');
    for (const of of ['probe', 'function'])
      expect(conditions).toContain(
        `(length(var.${of}_subnet_ids) > 0) == (length(var.${of}_security_group_ids) > 0)`,
      );
  });

  it('gives the stack each parameter, the template by its place, and its roles', async () => {
    const all = await variables();
    const { resource = {} } = await read('main.tf');
    const [stack] = (resource['aws_cloudformation_stack'] as { spillway: readonly Record<string, unknown>[] })
      .spillway;
    const given = Object.fromEntries(
      GIVEN.map(([parameter, definition]) => [parameter, expected(definition, variableName(parameter)).put]),
    );
    expect(stack?.['parameters']).toEqual(given);
    expect(all['tags']?.type).toBe('${map(string)}');
    expect(stack?.['tags']).toBe('${merge({ application = "spillway" }, var.tags)}');
    expect(stack?.['capabilities']).toEqual(['CAPABILITY_IAM']);
    expect(stack?.['template_url']).toContain('aws_s3_object.template.key');
    expect(stack?.['depends_on']).toEqual(['${aws_s3_object.zip}']);
  });

  it('has an example that gives variables there are, and reads outputs there are', async () => {
    const { module = {}, output = {} } = await read('example/main.tf');
    const [{ source, ...given } = {}] = module['spillway'] as readonly Record<string, unknown>[];
    expect(source).toBe('../');
    const known = Object.keys(await variables());
    expect(Object.keys(given).filter((name) => !known.includes(name))).toEqual([]);
    const { output: outputs = {} } = await read('outputs.tf');
    for (const [name, blocks] of Object.entries(output)) {
      const [{ value } = { value: '' }] = blocks as readonly { value: string }[];
      expect(Object.keys(outputs), name).toContain(/module\.spillway\.(\w+)/.exec(value)?.[1]);
    }
    expect(Object.keys(await read('versions.tf'))).toEqual(['terraform']);
  });
});
