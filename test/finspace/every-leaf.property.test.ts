// No value of a definition is lost, whatever the definition: published fields in every spelling, values that are none of
// FinSpace's, names that are no fields. Counted by a walk of its own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLUSTER_TYPES } from '../../lib/finspace/cluster.ts';
import type { ClusterType } from '../../lib/finspace/cluster.ts';
import { PARAMETERS } from '../../lib/finspace/parameters.ts';
import { OUTCOMES } from '../../lib/finspace/report-entry.ts';
import { aDefinition, importDefinitions, type JsonObject, valuesIn } from './published-definition.ts';

const isTree = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** Values at the ends of a definition, in its order; empty lists and objects are ends too. */
function endsOf(value: unknown): readonly unknown[] {
  return isTree(value) ? Object.values(value).flatMap(endsOf) : [value];
}

const SPELLINGS = {
  camelCase: (name: string) => name,
  snake_case: (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  PascalCase: (name: string) => name.replace(/^./, (letter) => letter.toUpperCase()),
} as const;

/** Keys of structures respelled; those of maps are the user's own. */
function respelled(value: unknown, spell: (name: string) => string, isMap = false): unknown {
  if (Array.isArray(value)) return value.map((each) => respelled(each, spell));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, below]) => [
      isMap ? name : spell(name),
      respelled(below, spell, name === 'tags'),
    ]),
  );
}

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.string(),
  fc.constantFrom('', '$(id)', "a'b", '`id`', '../../x', 'kx.s.large', '\u001b[31m', '__proto__'),
);
const oddName = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom('a.b', 'x[0]', '__proto__', 'constructor', 'tags', 'cluster_name', 'toString'),
);
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(oddName, tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** Paths of a full definition whose values are replaced by something else. */
const changes = fc.array(
  fc.record({ at: fc.nat(), value: anyValue, act: fc.constantFrom('replace', 'remove', 'add') }),
  { maxLength: 8 },
);

interface Change {
  readonly at: number;
  readonly value: unknown;
  readonly act: string;
}

/** Changed in place, at any structure or list below the root; name and type of the cluster stay. */
function change(definition: JsonObject, { at, value, act }: Change, oddNames: readonly string[]): void {
  const places = placesOf(definition).filter(([, name]) => !/^cluster_?(name|type)$/i.test(name));
  const [parent, name] = places[at % places.length] ?? [definition, 'none'];
  const odd = oddNames[at % oddNames.length] ?? 'odd';
  if (act === 'remove' && !Array.isArray(parent)) Reflect.deleteProperty(parent, name);
  else if (act === 'add' && !Array.isArray(parent) && !Object.hasOwn(parent, odd))
    Object.defineProperty(parent, odd, { value, enumerable: true, configurable: true, writable: true });
  else if (Object.hasOwn(parent, name)) (parent as JsonObject)[name] = value;
}

function placesOf(value: unknown): readonly (readonly [object, string])[] {
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([name, below]) => [[value, name] as const, ...placesOf(below)]);
}

const definitions = fc
  .record({
    type: fc.constantFrom(...CLUSTER_TYPES),
    form: fc.constantFrom('request' as const, 'answer' as const),
    spelling: fc.constantFrom(...Object.values(SPELLINGS)),
    changes,
    oddNames: fc.array(oddName, { minLength: 1, maxLength: 8 }),
  })
  .map(({ type, form, spelling, changes: made, oddNames }) => {
    const definition = respelled(aDefinition(type, form), spelling) as JsonObject;
    for (const each of made) change(definition, each, oddNames);
    return JSON.parse(JSON.stringify(definition)) as JsonObject;
  })
  // A name of its own for the cluster, added in a second spelling, may come first and be refused: that is another test's.
  .filter((definition) => Object.keys(definition).filter((key) => /^cluster_?name$/i.test(key)).length === 1)
  .filter((definition) => !('resources' in definition || 'values' in definition));

describe('of any definition', () => {
  it('every value is in the report, once, under a path of its own', () => {
    let unknownCount = 0;
    let refusedValueCount = 0;
    fc.assert(
      fc.property(definitions, (definition) => {
        const { entries } = importDefinitions([definition], { secrets: 'shown' });
        const given = endsOf(definition).map((end) => JSON.stringify(end));
        expect(entries.map(({ value }) => JSON.stringify(value)).sort()).toEqual([...given].sort());
        expect(new Set(entries.map(({ path }) => path)).size).toBe(entries.length);
        expect(entries.filter(({ outcome }) => !OUTCOMES.includes(outcome))).toEqual([]);
        if (entries.some(({ why }) => why.startsWith('no field'))) unknownCount += 1;
        if (entries.some(({ why }) => why.startsWith('no value'))) refusedValueCount += 1;
      }),
      { numRuns: 400 },
    );
    expect(unknownCount).toBeGreaterThan(100);
    expect(refusedValueCount).toBeGreaterThan(50);
  });

  it('the report names as mapped to a parameter only what is in the file', () => {
    let writtenCount = 0;
    fc.assert(
      fc.property(definitions, (definition) => {
        const found = importDefinitions([definition]);
        for (const { outcome, to, cluster } of found.entries) {
          if (outcome !== 'mapped' && outcome !== 'approximated') continue;
          for (const place of (to ?? '').split(', ')) {
            const [, file = '', name = ''] = /^([\w-]+\.json) (\w+)$/.exec(place) ?? [];
            if (!Object.hasOwn(PARAMETERS, name) || name === 'SubnetIds' || name === 'SubnetId') continue;
            if (name === 'TargetCpuPercent') continue;
            expect(Object.keys(valuesIn(found, `${cluster}/${file}`)), place).toContain(name);
            writtenCount += 1;
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(writtenCount).toBeGreaterThan(500);
  });

  it.each(Object.keys(SPELLINGS) as (keyof typeof SPELLINGS)[])(
    'the report is the same in %s as in camelCase',
    (spelling) => {
      for (const type of CLUSTER_TYPES) {
        const definition = aDefinition(type);
        const other = respelled(definition, SPELLINGS[spelling]);
        expect(importDefinitions([other])).toEqual(importDefinitions([definition]));
      }
    },
  );
});

/** As Terraform keeps it: structures as lists of one block, arguments as a map, names of its own. */
export function asTerraform(type: ClusterType): JsonObject {
  const { commandLineArguments: _, ...request } = aDefinition(type);
  const blocks = Object.entries(request).map(([name, value]) => {
    const isBlock = typeof value === 'object' && value !== null && !Array.isArray(value) && name !== 'tags';
    return [name, isBlock ? [value] : value] as const;
  });
  const { cluster_name, cluster_type, cluster_description, databases, ...rest } = respelled(
    Object.fromEntries(blocks),
    SPELLINGS.snake_case,
  ) as JsonObject;
  return {
    ...rest,
    name: cluster_name,
    type: cluster_type,
    description: cluster_description,
    database: databases,
    command_line_arguments: { s: '4' },
  };
}

it('the report of a Terraform state is that of the request, but for the arguments, which are a map there', () => {
  for (const type of CLUSTER_TYPES) {
    const state = {
      version: 4,
      resources: [
        {
          mode: 'managed',
          type: 'aws_finspace_kx_cluster',
          name: 'x',
          instances: [{ attributes: asTerraform(type) }],
        },
      ],
    };
    const from = importDefinitions([state]);
    const request = importDefinitions([aDefinition(type)]);
    const others = (found: typeof from) =>
      found.entries
        .filter(({ path }) => !path.startsWith('commandLineArguments'))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(others(from)).toEqual(others(request));
    expect(valuesIn(from, 'my-cluster/parameters.json')).toEqual(
      valuesIn(request, 'my-cluster/parameters.json'),
    );
  }
});
