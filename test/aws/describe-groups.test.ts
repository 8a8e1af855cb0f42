// Several groups in one call: one that AWS describes badly, or not at all, is no other's trouble.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import { createDescribeGroups, NAMED_PAGES_MAX } from '../../lib/aws/rdb-group/fleet/describe-groups.ts';
import { GROUPS_PER_READ_MAX } from '../../lib/targets/rdb-group/ports/fleet.ts';
import { queryError, queryResult, startWireServer, type WireServer } from './wire-server.ts';

const GROUPS = 'DescribeAutoScalingGroups';
const NAMES = 'DescribeTags';
const TAGS = '<member><Key>spillway:managed</Key><Value>true</Value></member>';

let server: WireServer;
let reader: ReturnType<typeof createDescribeGroups>;
let before: number;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(async () => {
  await server.close();
});
beforeEach(() => {
  reader = createDescribeGroups(server.clients().autoScaling.retrying, createAwsCalls());
  before = server.seen.length;
});

const xml = (name: string) =>
  `<member><AutoScalingGroupName>${name}</AutoScalingGroupName><MinSize>1</MinSize><MaxSize>5</MaxSize>` +
  `<DesiredCapacity>2</DesiredCapacity><Instances></Instances><Tags>${TAGS}</Tags></member>`;
const nameless = xml('x').replace('<AutoScalingGroupName>x</AutoScalingGroupName>', '');
const without = (part: RegExp, name: string) => xml(name).replace(part, '');
const page = (members: string, token = '') =>
  queryResult(
    GROUPS,
    `<AutoScalingGroups>${members}</AutoScalingGroups>${token && `<NextToken>${token}</NextToken>`}`,
  );

/** What became of each: its name, `none`, or the code of its failure. */
async function read(names: readonly string[]): Promise<readonly unknown[]> {
  const answers = await reader.readGroups(names);
  return answers.map((one) =>
    one.ok ? (one.value?.name ?? 'none') : (one.error as { readonly code: string }).code,
  );
}

describe('groups read by their names', () => {
  it('are asked for in one call, and answered in their own order, whatever AWS’s is', async () => {
    const names = Array.from({ length: GROUPS_PER_READ_MAX }, (_, index) => `g${index}`);
    server.script(GROUPS, page(names.toReversed().map(xml).join('')));
    expect(await read(names)).toEqual(names);
    const [asked, ...others] = server.seen.slice(before);
    expect(others).toEqual([]);
    expect(asked?.fields).toMatchObject({
      'AutoScalingGroupNames.member.1': 'g0',
      'AutoScalingGroupNames.member.100': 'g99',
      MaxRecords: '100',
    });
  });

  it('are looked for on every page before one is said not to be there', async () => {
    server.script(GROUPS, page(xml('a'), 't1'), page('', 't2'), page(xml('c')));
    expect(await read(['a', 'b', 'c'])).toEqual(['a', 'none', 'c']);
    server.script(GROUPS, page(xml('a'), 't1'), queryError(403, 'AccessDenied', 'no'));
    await expect(reader.readGroups(['a', 'b'])).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  it('are an error when the pages never end', async () => {
    server.script(GROUPS, page('', 'again'));
    await expect(reader.readGroups(['a'])).rejects.toMatchObject({ code: 'TooManyPages' });
    expect(server.seen.length - before).toBe(NAMED_PAGES_MAX);
  });

  it('fail alone where a part of a description is missing', async () => {
    const bad = [without(/<DesiredCapacity>.*<\/DesiredCapacity>/, 'a'), without(/<Tags>.*<\/Tags>/, 'b')];
    server.script(GROUPS, page([...bad, xml('c')].join('')));
    expect(await read(['a', 'b', 'c'])).toEqual(['IncompleteAnswer', 'IncompleteAnswer', 'c']);
  });

  it('are not known to be gone beside a description that has no name', async () => {
    server.script(GROUPS, page(nameless + xml('b')));
    expect(await read(['a', 'b'])).toEqual(['IncompleteAnswer', 'b']);
  });

  it('of no name cost no call: AWS would describe all groups that there are', async () => {
    expect(await read([])).toEqual([]);
    expect(server.seen.length).toBe(before);
  });
});

describe('the managed groups', () => {
  it('are all listed beside one that is described badly, which is told of at the end', async () => {
    const bad = without(/<MinSize>.*<\/MinSize>/, 'b');
    server.script(GROUPS, page(xml('a') + bad, 't1'), page(xml('c')));
    const listed: string[] = [];
    const listing = async () => {
      for await (const groups of reader.listManagedGroups()) listed.push(...groups.map(({ name }) => name));
    };
    await expect(listing()).rejects.toMatchObject({ message: expect.stringContaining('group b') as string });
    expect(listed).toEqual(['a', 'c']);
  });

  const tag = (name: string, value = 'true') =>
    `<member><Key>spillway:managed</Key><Value>${value}</Value><ResourceId>${name}</ResourceId></member>`;
  const tagPage = (members: string, token = '') =>
    queryResult(NAMES, `<Tags>${members}</Tags>${token && `<NextToken>${token}</NextToken>`}`);
  const names = async () => {
    const listed: string[] = [];
    for await (const some of reader.listManagedNames()) listed.push(...some);
    return listed;
  };

  it('are named by their tag, page by page, and none that it is not on', async () => {
    server.script(NAMES, tagPage(tag('a') + tag('b', 'false'), 't1'), tagPage(tag('c')));
    expect(await names()).toEqual(['a', 'c']);
    const [first, second, ...others] = server.seen.slice(before);
    expect(others).toEqual([]);
    expect(first?.fields).toMatchObject({
      'Filters.member.1.Name': 'key',
      'Filters.member.1.Values.member.1': 'spillway:managed',
      'Filters.member.2.Name': 'value',
      'Filters.member.2.Values.member.1': 'true',
      MaxRecords: '100',
    });
    expect(second?.fields).toMatchObject({ NextToken: 't1' });
  });

  it.each([
    [
      'a tag names no group',
      tagPage(tag('a').replace(/<ResourceId>.*<\/ResourceId>/, '')),
      'IncompleteAnswer',
    ],
    ['an answer has no tags', queryResult(NAMES, ''), 'IncompleteAnswer'],
    ['the pages never end', tagPage('', 'again'), 'TooManyPages'],
  ])('cannot all be named where %s', async (_, answer, code) => {
    server.script(NAMES, answer);
    await expect(names()).rejects.toMatchObject({ code });
  });
});
