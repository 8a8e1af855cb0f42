// What becomes of single values: memory on a scaling group, a 0 of Terraform's, tags. Sizes and forms: import-finspace.test.ts.
import { describe, expect, it } from 'vitest';
import { aDefinition, importDefinitions, type JsonObject, valuesIn } from './published-definition.ts';

const PARAMETERS = 'my-cluster/parameters.json';

function entryOf(definition: unknown, path: string) {
  return importDefinitions([definition]).entries.find((entry) => entry.path === path);
}

describe('a share of a scaling group', () => {
  const shareOf = (memory: JsonObject) => ({
    ...aDefinition('HDB'),
    scalingGroupConfiguration: { scalingGroupName: 'shared', nodeCount: 1, ...memory },
  });
  const whyOf = (name: string, mib: number) =>
    entryOf(shareOf({ [name]: mib }), `scalingGroupConfiguration.${name}`)?.why;

  it('is in MiB, as -w is, and told in GiB as well', () => {
    expect(whyOf('memoryLimit', 24_576)).toContain('24576 MiB (24 GiB), add -w 24576');
    expect(whyOf('memoryReservation', 1_126_400)).toContain('1126400 MiB (1100 GiB)');
  });

  it.each([
    [6, 'MiB'],
    [5, 'no value that FinSpace took'],
  ])('of %i is told as %s', (mib, told) => {
    for (const name of ['memoryLimit', 'memoryReservation']) expect(whyOf(name, mib)).toContain(told);
  });
});

describe('a 0 where FinSpace took none', () => {
  it.each(['scalingGroupConfiguration.cpu', 'savedownStorageConfiguration.size'])(
    'is what a state has for what was not set: %s',
    (path) => {
      const [structure = '', name = ''] = path.split('.');
      expect(entryOf({ ...aDefinition('RDB'), [structure]: { [name]: 0 } }, path)).toMatchObject({
        outcome: 'dropped',
        why: expect.stringContaining('nothing was set'),
      });
    },
  );

  it('is a value where it took one', () => {
    const autoScalingConfiguration = { minNodeCount: 1, maxNodeCount: 2, scaleOutCooldownSeconds: 0 };
    const found = importDefinitions([{ ...aDefinition('HDB'), autoScalingConfiguration }]);
    expect(valuesIn(found, PARAMETERS)['WarmupSeconds']).toBe('0');
  });
});

describe('a tag', () => {
  it.each([
    ['aws:cloudformation:stack-name', 'dropped'],
    ['spillway:managed', 'needs-you'],
    ['finspace-description', 'needs-you'],
    ['cost centre', 'mapped'],
  ])('with the key %s is %s', (key, outcome) => {
    const { entries } = importDefinitions([{ ...aDefinition('GP'), tags: { [key]: 'x' } }]);
    expect(entries.find(({ path }) => path.startsWith('tags'))?.outcome).toBe(outcome);
  });

  it.each([
    ['cost: 1/2 + 3 = x_y@z', 'mapped', 'a tag of the stack'],
    ['a,b', 'needs-you', 'IAM takes'],
    ['a<b;c', 'needs-you', 'IAM takes'],
    ['caf\u00e9', 'needs-you', 'no value that FinSpace took'],
  ])('with the value "%s" is %s', (value, outcome, why) => {
    const definition = { ...aDefinition('GP'), tags: { team: value } };
    const entry = entryOf(definition, 'tags.team');
    expect(entry?.outcome).toBe(outcome);
    expect(entry?.why).toContain(why);
    const tags = valuesIn(importDefinitions([definition]), 'my-cluster/tags.json');
    expect(tags['team']).toBe(outcome === 'mapped' ? value : undefined);
  });

  it('of a description is cut to what a tag holds', () => {
    const found = importDefinitions([{ ...aDefinition('GP'), clusterDescription: 'ab\n'.repeat(200) }]);
    const value = valuesIn(found, 'my-cluster/tags.json')['finspace-description'];
    expect(value).toHaveLength(256);
    expect(value).not.toContain('\n');
  });
});
