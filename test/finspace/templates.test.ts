// What the import writes is what the data tier's templates take: names, patterns, bounds, and the template validator with
// the values in their place.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER_TYPES } from '../../lib/finspace/cluster.ts';
import { NODE_TYPES } from '../../lib/finspace/node-types.ts';
import { TEMPLATES } from '../../lib/finspace/parameters.ts';
import { readDataPlane } from '../infra/data-plane-templates.ts';
import type { Import } from '../../lib/finspace/import-finspace.ts';
import { aDefinition, importDefinitions, valuesIn } from './published-definition.ts';

interface TemplateParameter {
  readonly Type: string;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly unknown[];
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly Default?: unknown;
}

const templates = await readDataPlane();

function parametersOf(template: string): Readonly<Record<string, TemplateParameter>> {
  const found = templates.get(template) as { readonly Parameters?: object } | undefined;
  return (found?.Parameters ?? {}) as Readonly<Record<string, TemplateParameter>>;
}

/** What the validator says of the template with these values as its defaults, which it holds to patterns and bounds. */
function findingsWith(name: string, values: Readonly<Record<string, string>>): readonly unknown[] {
  const parameters = Object.entries(parametersOf(name)).map(([key, parameter]) => {
    const value = values[key];
    return [key, value === undefined ? parameter : { ...parameter, Default: value }] as const;
  });
  const folder = mkdtempSync(join(tmpdir(), 'spillway-template-'));
  try {
    const file = join(folder, 'template.json');
    writeFileSync(
      file,
      JSON.stringify({ ...templates.get(name), Parameters: Object.fromEntries(parameters) }),
    );
    return engine.validateStandard(new TemplateFile(file), { severityLevel: 'WARN' }).diagnostics;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One for all: it reads its rules as it is made. */
const engine = new RegoEngine();
afterAll(() => {
  engine.free();
});
/** The first report compiles its rules, for as long as all others take together. */
beforeAll(() => {
  findingsWith('network.yml', {});
}, 300_000);

const askedFor = (found: Import) => {
  const readme = found.files.find(({ path }) => path === 'README.md')?.text ?? '';
  const asked = /^- add to `parameters\.json`: (.*)$/m.exec(readme)?.[1] ?? '';
  return asked.split(', ').map((text) => text.split(' ')[0] ?? '');
};

describe.each(CLUSTER_TYPES)('parameters of type %s', (type) => {
  const found = importDefinitions([aDefinition(type)], { terms: { dailyGib: 400 } });
  const files = { 'parameters.json': TEMPLATES[type], 'network-parameters.json': 'network.yml' };

  it.each(Object.entries(files))('in %s are taken by %s, within its bounds', (file, template) => {
    const taken = parametersOf(template);
    const values = Object.entries(valuesIn(found, `my-cluster/${file}`));
    expect(values.length).toBeGreaterThan(1);
    for (const [name, value] of values) {
      const parameter = taken[name];
      expect(parameter, name).toBeDefined();
      if (parameter?.AllowedPattern !== undefined)
        expect(value).toMatch(new RegExp(parameter.AllowedPattern));
      if (parameter?.AllowedValues !== undefined)
        expect(parameter.AllowedValues.map(String), name).toContain(value);
      if (parameter?.Type !== 'Number') continue;
      expect(Number(value), name).toBeGreaterThanOrEqual(parameter.MinValue ?? -Infinity);
      expect(Number(value), name).toBeLessThanOrEqual(parameter.MaxValue ?? Infinity);
    }
  });

  it.each(Object.entries(files))(
    'in %s leave the template validator nothing to say of %s',
    (file, template) => {
      const values = valuesIn(found, `my-cluster/${file}`);
      expect(findingsWith(template, values)).toEqual([]);
    },
  );

  it('and those that the README asks for are all that the template has no default for', () => {
    const { vpcConfiguration: _, ...nowhere } = aDefinition(type);
    const without = importDefinitions([nowhere], { terms: { dailyGib: 400 } });
    for (const each of [found, without]) {
      const given = Object.keys(valuesIn(each, 'my-cluster/parameters.json'));
      const missing = Object.entries(parametersOf(TEMPLATES[type]))
        .filter(([name, { Default }]) => Default === undefined && !given.includes(name))
        .map(([name]) => name);
      expect([...askedFor(each)].sort()).toEqual(missing.sort());
    }
    expect(askedFor(without)).toContain('SecurityGroupId');
  });

  it('are the same for every node type that was published, but for the servers and their memory', () => {
    const sizes = Object.keys(NODE_TYPES).map((nodeType) => {
      const { scalingGroupConfiguration: _, ...definition } = aDefinition(type);
      const capacityConfiguration = { nodeType, nodeCount: 1 };
      return valuesIn(
        importDefinitions([{ ...definition, capacityConfiguration }]),
        'my-cluster/parameters.json',
      );
    });
    const names = sizes.map((values) => Object.keys(values).sort());
    for (const each of names) expect(each).toEqual(names[0]);
  });
});

describe('the validator', () => {
  it.each([
    ['rdb-group.yml', { Mode: 'sometimes' }],
    ['rdb-group.yml', { SavedownGib: '20000' }],
    ['query-group.yml', { Kind: 'rdb' }],
    ['query-group.yml', { CodeKey: '$(id)' }],
  ] as const)('does say of %s what is wrong with %j', (template, values) => {
    expect(findingsWith(template, values)).not.toEqual([]);
  });
});
