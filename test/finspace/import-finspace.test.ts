// What the import makes of clusters: sizes and their arithmetic, zones, several forms in several files, what is refused.
import { describe, expect, it } from 'vitest';
import { CLUSTER_TYPES } from '../../lib/finspace/cluster.ts';
import { FinspaceError } from '../../lib/finspace/finspace-error.ts';
import { importFinspace } from '../../lib/finspace/import-finspace.ts';
import { NODE_TYPES } from '../../lib/finspace/node-types.ts';
import { TAGS } from '../../lib/targets/rdb-group/domain/tags/tags.ts';
import type { Terms } from '../../lib/finspace/rules/rule.ts';
import { aDefinition, importDefinitions, type JsonObject, valuesIn } from './published-definition.ts';

const PARAMETERS = 'my-cluster/parameters.json';
/** Where the code and its arguments are, with all else. */
const CODE = PARAMETERS;
const GROUP_TAGS = 'my-cluster/group-tags.json';

function anRdb({ nodeType = 'kx.s.2xlarge', nodeCount = 3 } = {}): JsonObject {
  const { scalingGroupConfiguration: _, ...definition } = aDefinition('RDB');
  return { ...definition, capacityConfiguration: { nodeType, nodeCount } };
}

function entryOf(definition: unknown, path: string, terms: Terms = {}) {
  return importDefinitions([definition], { terms }).entries.find((entry) => entry.path === path);
}

describe('a node type', () => {
  it.each(Object.entries(NODE_TYPES))(
    '%s becomes servers of its vCPUs, and -w its memory',
    (nodeType, node) => {
      const found = importDefinitions([anRdb({ nodeType })]);
      expect(valuesIn(found, PARAMETERS)['InstanceTypes']).toBe(node.instanceTypes.join(','));
      expect(valuesIn(found, CODE)['QArguments']).toContain(`-w ${node.memoryGib * 1_024} `);
    },
  );

  // "Performance specifications" of https://docs.aws.amazon.com/ec2/latest/instancetypes/mo.html: memory in GiB and vCPUs of
  // every size of these families that is not bare metal, but R7a's medium.
  const SIZES = {
    large: 2,
    xlarge: 4,
    '2xlarge': 8,
    '4xlarge': 16,
    '8xlarge': 32,
    '12xlarge': 48,
    '16xlarge': 64,
  };
  const LARGER = { '24xlarge': 96, '32xlarge': 128, '48xlarge': 192 };
  const NOT_THERE = ['r7i.32xlarge', 'r6i.48xlarge'];
  const SERVERS = new Map<string, { readonly vcpuCount: number; readonly memoryGib: number }>(
    ['r7i', 'r6i', 'r7a', 'r6a'].flatMap((family) =>
      Object.entries({ ...SIZES, ...LARGER })
        .map(([size, vcpuCount]) => [`${family}.${size}`, { vcpuCount, memoryGib: vcpuCount * 8 }] as const)
        .filter(([type]) => !NOT_THERE.includes(type)),
    ),
  );

  it.each(Object.entries(NODE_TYPES))(
    '%s has servers as AWS publishes them: its vCPUs, and the least memory that holds it',
    (_, node) => {
      for (const type of node.instanceTypes)
        expect(SERVERS.get(type), type).toEqual({
          vcpuCount: node.vcpuCount,
          memoryGib: node.serverMemoryGib,
        });
      const large = [...SERVERS.values()]
        .map(({ memoryGib }) => memoryGib)
        .filter((gib) => gib >= node.memoryGib);
      expect(node.serverMemoryGib).toBe(Math.min(...large));
    },
  );

  it('is as published: seven, from 12 to 864 GiB', () => {
    const memories = Object.values(NODE_TYPES).map(({ memoryGib }) => memoryGib);
    expect(memories).toEqual([12, 27, 54, 108, 216, 432, 864]);
  });

  it('that is not published is given to a person, and no server is chosen', () => {
    const found = importDefinitions([anRdb({ nodeType: 'kx.s.3xlarge' })]);
    expect(entryOf(anRdb({ nodeType: 'kx.s.3xlarge' }), 'capacityConfiguration.nodeType')?.outcome).toBe(
      'needs-you',
    );
    expect(valuesIn(found, PARAMETERS)).not.toHaveProperty('InstanceTypes');
    expect(valuesIn(found, CODE)['QArguments']).toBe('-s 4');
  });
});

describe("an RDB's number of servers", () => {
  const path = 'capacityConfiguration.nodeCount';

  it('is not its nodeCount: without --daily-gib a person is asked', () => {
    const entry = entryOf(anRdb(), path);
    expect(entry).toMatchObject({ outcome: 'needs-you', why: expect.stringContaining('--daily-gib') });
    const values = valuesIn(importDefinitions([anRdb()]), PARAMETERS);
    expect(values).not.toHaveProperty('MinSize');
    expect(values).not.toHaveProperty('MaxSize');
  });

  // 80 % of 54 GiB is 43.2.
  it.each([
    [1, 2],
    [43.1, 2],
    [43.2, 2],
    [43.3, 3],
    [86.4, 3],
    [400, 11],
  ])('for %d GiB a day is %d, the spare included', (dailyGib, nodeCount) => {
    const terms = { dailyGib };
    const values = valuesIn(importDefinitions([anRdb()], { terms }), PARAMETERS);
    expect(values).toMatchObject({ MinSize: '1', MaxSize: String(nodeCount) });
    const tags = valuesIn(importDefinitions([anRdb()], { terms }), GROUP_TAGS);
    expect(tags['spillway:nodes-max']).toBe(String(nodeCount));
  });

  it('comes with its arithmetic', () => {
    expect(entryOf(anRdb(), path, { dailyGib: 400 })).toMatchObject({
      outcome: 'approximated',
      why: expect.stringContaining(
        '400 GiB a day / (54 GiB x 80 % = 43.2 GiB until a roll) = 9.26, so 10 with data and 1 waiting: 11',
      ),
    });
  });

  it('is capped by the licences: a day that does not fit them is given to a person', () => {
    for (const [licenceCount, outcome] of [
      [10, 'needs-you'],
      [11, 'approximated'],
      [12, 'approximated'],
    ] as const) {
      const terms = { dailyGib: 400, licenceCount };
      expect(entryOf(anRdb(), path, terms)?.outcome).toBe(outcome);
      const tags = valuesIn(importDefinitions([anRdb()], { terms }), GROUP_TAGS);
      expect(tags['spillway:nodes-max']).toBe(String(licenceCount));
    }
  });

  it('beyond what a group may have is given to a person', () => {
    const most = { dailyGib: 999 * 43.2 };
    expect(entryOf(anRdb(), path, most)?.outcome).toBe('approximated');
    expect(entryOf(anRdb(), path, { dailyGib: 999.1 * 43.2 })?.outcome).toBe('needs-you');
  });

  it('has tags of the group that Spillway admits, and begins with a dry run', () => {
    const tags = valuesIn(importDefinitions([anRdb()], { terms: { dailyGib: 400 } }), GROUP_TAGS);
    expect(tags['spillway:mode']).toBe('dry-run');
    expect(Object.keys(tags).length).toBeGreaterThan(4);
    for (const [name, value] of Object.entries(tags)) {
      const tag = TAGS[name as keyof typeof TAGS];
      expect(tag.admits.safeParse(value).success, name).toBe(true);
    }
  });
});

describe('a group that was scaled by CPU', () => {
  it.each(['HDB', 'GATEWAY'] as const)('of type %s keeps minimum, maximum and target', (type) => {
    const values = valuesIn(importDefinitions([aDefinition(type)]), PARAMETERS);
    expect(values).toMatchObject({
      MinSize: '1',
      MaxSize: '5',
      TargetCpuPercent: '60',
      WarmupSeconds: '120',
    });
  });

  it.each([
    [{ minNodeCount: 3 }, { MinSize: '3', MaxSize: '3' }, 1],
    [{ maxNodeCount: 3 }, { MaxSize: '3' }, 0],
    [{ minNodeCount: 3, maxNodeCount: 3 }, { MinSize: '3', MaxSize: '3' }, 0],
    [{ minNodeCount: 4, maxNodeCount: 3 }, {}, 2],
  ])('by %j has sizes that its template takes', (autoScalingConfiguration, sizes, openCount) => {
    const found = importDefinitions([{ ...aDefinition('HDB'), autoScalingConfiguration }]);
    const { MinSize, MaxSize } = valuesIn(found, PARAMETERS);
    expect({ ...(MinSize && { MinSize }), ...(MaxSize && { MaxSize }) }).toEqual(sizes);
    const open = found.entries.filter(
      ({ path, outcome }) => path.startsWith('autoScaling') && outcome === 'needs-you',
    );
    expect(open).toHaveLength(openCount);
  });

  it('keeps its number of nodes where nothing scaled it', () => {
    const { autoScalingConfiguration: _, ...definition } = aDefinition('HDB');
    const hdb = { ...definition, capacityConfiguration: { nodeType: 'kx.s.large', nodeCount: 4 } };
    const values = valuesIn(importDefinitions([hdb]), PARAMETERS);
    expect(values).toMatchObject({ MinSize: '4', MaxSize: '4' });
  });
});

describe('zones', () => {
  const subnetIds = ['subnet-0a1b2c3d', 'subnet-1a1b2c3d', 'subnet-2a1b2c3d'];
  it.each([
    ['SINGLE', 1, 'mapped'],
    ['SINGLE', 2, 'needs-you'],
    ['MULTI', 1, 'needs-you'],
    ['MULTI', 2, 'mapped'],
  ])('of a cluster with azMode %s in %d subnets are %s', (azMode, subnetCount, outcome) => {
    const vpcConfiguration = { subnetIds: subnetIds.slice(0, subnetCount) };
    const definition = { ...aDefinition('HDB'), azMode, vpcConfiguration };
    expect(entryOf(definition, 'azMode')?.outcome).toBe(outcome);
  });

  it('are those of all its subnets; a tickerplant has one', () => {
    const vpcConfiguration = { subnetIds, securityGroupIds: ['sg-0a1b2c3d', 'sg-1a1b2c3d'] };
    const rdb = importDefinitions([{ ...aDefinition('RDB'), vpcConfiguration }]);
    expect(valuesIn(rdb, PARAMETERS)).toMatchObject({
      SubnetIds: subnetIds.join(','),
      SecurityGroupId: 'sg-0a1b2c3d',
    });
    const tickerplant = importDefinitions([{ ...aDefinition('TICKERPLANT'), vpcConfiguration }]);
    expect(valuesIn(tickerplant, PARAMETERS)).toMatchObject({ SubnetId: subnetIds[0] });
  });
});

describe('what runs there', () => {
  it('has its arguments in their order, -w first, words of a list apart', () => {
    const commandLineArguments = [
      { key: 's', value: '8' },
      { key: 'tables', value: 'trade quote' },
      { key: 'AWS_ZIP_DEFAULT', value: '17,2,6' },
      { key: 'verbose' },
    ];
    const found = importDefinitions([{ ...anRdb(), commandLineArguments }]);
    expect(valuesIn(found, CODE)['QArguments']).toBe('-w 55296 -s 8 -tables trade quote -verbose');
    const zip = found.entries.filter(({ path }) => path.startsWith('commandLineArguments[2]'));
    expect(zip.map(({ outcome }) => outcome)).toEqual(['needs-you', 'needs-you']);
  });

  it('is refused where its arguments are longer than a parameter', () => {
    const commandLineArguments = [1, 2, 3, 4, 5].map((n) => ({ key: `list${n}`, value: 'x'.repeat(1_000) }));
    expect(() => importDefinitions([{ ...anRdb(), commandLineArguments }])).toThrow(/QArguments/);
  });
});

describe('several clusters', () => {
  const five = CLUSTER_TYPES.map((type) => ({
    ...aDefinition(type),
    clusterName: `my-${type.toLowerCase()}`,
  }));
  const from = (...sources: readonly unknown[]) =>
    importFinspace(
      sources.map((source, index) => ({ file: `${index}.json`, text: JSON.stringify(source) })),
      { secrets: 'redacted', termsOf: () => ({}) },
    );

  it('come from one list, from several files and from both forms of a state alike', () => {
    const type = 'aws_finspace_kx_cluster';
    const state = {
      version: 4,
      resources: five.map((attributes) => ({ type, instances: [{ attributes }] })),
    };
    const shown = {
      format_version: '1.0',
      values: {
        root_module: {
          resources: [{ type, values: five[0] }],
          child_modules: [{ resources: five.slice(1).map((values) => ({ type, values })) }],
        },
      },
    };
    const one = from(five);
    expect(one.clusterNames).toHaveLength(5);
    expect(from(...five)).toEqual(one);
    expect(from(state)).toEqual(one);
    expect(from(shown)).toEqual(one);
  });

  it('get a folder each, and one README with the tickerplant first and no value of theirs', () => {
    const { files } = from(five);
    const folders = new Set(files.map(({ path }) => path.split('/')[0]));
    expect(folders).toEqual(
      new Set(['my-rdb', 'my-hdb', 'my-gateway', 'my-gp', 'my-tickerplant', 'README.md']),
    );
    const readme = files.find(({ path }) => path === 'README.md')?.text ?? '';
    expect(readme.indexOf('## my-tickerplant')).toBeLessThan(readme.indexOf('## my-rdb'));
    expect(readme).not.toContain('subnet-0a1b');
  });
});

it('a region of Terraform is in the command, and nothing else is that is given as one', () => {
  const readmeOf = (region: string) =>
    importDefinitions([{ ...aDefinition('RDB'), region }]).files.find(({ path }) => path === 'README.md')
      ?.text;
  expect(readmeOf('eu-west-1')).toContain('--stack-name kdb-my-cluster --region eu-west-1 --capabilities');
  for (const region of ['eu-west-1; reboot', '$(reboot)-1', '--profile'])
    expect(readmeOf(region)).not.toContain('--region');
});

describe('a file', () => {
  const refused = (text: string) => () =>
    importFinspace([{ file: 'x.json', text }], { secrets: 'redacted', termsOf: () => ({}) });

  it.each([
    ['no JSON', 'clusterName = x'],
    ['a number', '1'],
    ['an empty list', '[]'],
    ['an object of something else', '{"kxClusterSummaries":[]}'],
    ['a state of another version', '{"version":3,"modules":[],"resources":[]}'],
    ['a state of a version without resources', '{"version":3,"modules":[]}'],
    ['an answer that lists clusters', '{"kxClusterSummaries":[{"clusterName":"rdb-fx"}]}'],
    ['a state without clusters', '{"version":4,"resources":[]}'],
    ['a plan', '{"planned_values":{},"values":1}'],
    ['a cluster without a type', '{"clusterName":"rdb-fx"}'],
    ['a type that there never was', '{"clusterName":"rdb-fx","clusterType":"CEP"}'],
    ['nested beyond reason', `${'['.repeat(100)}${']'.repeat(100)}`],
  ])('that is %s is refused by name', (_, text) => {
    expect(refused(text)).toThrow(FinspaceError);
    expect(refused(text)).toThrow(/x\.json/);
  });

  it('with a byte order mark is read', () => {
    expect(refused(`\uFEFF${JSON.stringify(aDefinition('GP'))}`)).not.toThrow();
  });
});

it.each([
  ['after', { ...aDefinition('HDB'), Code: { s3Bucket: 'other-code' } }],
  ['before', { Code: { s3Bucket: 'other-code' }, ...aDefinition('HDB') }],
])('a field is taken once, as published, and a person is told of another spelling %s it', (_, definition) => {
  const { entries, files } = importDefinitions([definition]);
  const buckets = entries.filter(({ path }) => /s3Bucket$/.test(path));
  expect(Object.fromEntries(buckets.map(({ path, outcome }) => [path, outcome]))).toEqual({
    'code.s3Bucket': 'mapped',
    'Code.s3Bucket': 'needs-you',
  });
  expect(buckets).toHaveLength(2);
  expect(JSON.stringify(files)).not.toContain('other-code');
});

it('names that read like paths are quoted, so that every value has a path of its own', () => {
  const odd = { 'b.c': 1, b: { c: 2 }, 'd[0]': 3, d: [4], '': 5 };
  const { entries } = importDefinitions([{ ...aDefinition('GP'), odd }]);
  expect(entries.filter(({ path }) => path.startsWith('odd')).map(({ path }) => path)).toEqual([
    'odd["b.c"]',
    'odd.b.c',
    'odd["d[0]"]',
    'odd.d[0]',
    'odd[""]',
  ]);
});
