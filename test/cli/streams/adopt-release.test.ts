import { describe, expect, it } from 'vitest';
import type { LocalOperator } from '../local-operator.ts';
import { aFlow, FEED, startOperatorOf, TARGET } from './a-stream.ts';

const tagsOf = ({ world }: LocalOperator) => Object.fromEntries(world.kinesis.describe(FEED).tags);
const writesOf = ({ emulator }: LocalOperator) =>
  Object.entries(emulator.awsCalls()).filter(([action]) => /^(Add|Remove|Update|Put|Tag|Untag)/.test(action));

describe('spillway adopt of a stream', () => {
  it('shows the tags, asks, and writes them in one call with what was', async () => {
    const operator = await startOperatorOf({ tags: { team: 'fx', 'spillway:mode': 'off' } });
    const { exitStatus, text } = await operator.run(
      `adopt ${TARGET} --shards-max 32 --mode dry-run --utilization 60`,
      ['y'],
    );
    expect({ exitStatus, text }).toMatchObject({ exitStatus: 0 });
    expect(text).toMatch(/tag spillway:shards-max +│ not set +│ 32/);
    expect(text).toMatch(/tag spillway:mode +│ off +│ dry-run/);
    expect(text).toContain('adopt kinesis:feed with these changes? [y/N]');
    expect(text).toContain('kinesis:feed is adopted.');
    expect(tagsOf(operator)).toEqual({
      team: 'fx',
      'spillway:managed': 'true',
      'spillway:mode': 'dry-run',
      'spillway:shards-max': '32',
      'spillway:utilization': '60',
      'spillway:adopted': 'v1',
      'spillway:adopted-tags': 'mode- shards-max+ utilization+ managed+',
      'spillway:was:mode': 'off',
    });
    expect(writesOf(operator)).toEqual([['AddTagsToStream', 1]]);
  });

  it('has nothing to change the second time', async () => {
    const operator = await startOperatorOf({ tags: {} });
    await operator.run(`adopt ${TARGET} --yes --shards-max 32`);
    const once = tagsOf(operator);
    const { exitStatus, text } = await operator.run(`adopt ${TARGET} --yes --shards-max 32`);
    expect([exitStatus, tagsOf(operator)]).toEqual([0, once]);
    expect(text).toContain('Nothing to change: kinesis:feed is adopted.');
    expect(writesOf(operator)).toEqual([['AddTagsToStream', 1]]);
  });

  it('changes nothing when told no, and where nobody can be asked', async () => {
    const operator = await startOperatorOf({ tags: {} });
    expect(await operator.run(`adopt ${TARGET} --shards-max 32`, ['n'])).toMatchObject({ exitStatus: 1 });
    expect(await operator.run(`adopt ${TARGET} --shards-max 32`)).toMatchObject({ exitStatus: 2 });
    expect([tagsOf(operator), writesOf(operator)]).toEqual([{}, []]);
  });

  it.each([
    [
      '',
      1,
      'it has no tag spillway:shards-max, the most shards that it may ever have: say it with --shards-max',
    ],
    ['--shards-max many', 1, 'tag spillway:shards-max is "many", allowed is a whole number from 1 to 10000'],
    ['--shards-max 4 --shards-min 5', 1, 'tag spillway:shards-min is "5"'],
    ['--shards-max 4 --alarm', 2, '--alarm is no option for a Kinesis stream'],
    ['--shards-max 4 --no-alarm', 2, '--no-alarm is no option for a Kinesis stream'],
    ['--shards-max 4 --burst-factor 3', 2, '--burst-factor is no option for a Kinesis stream'],
  ])('refuses %s, and says what is wrong', async (options, status, words) => {
    const operator = await startOperatorOf({ tags: {} });
    const { exitStatus, text } = await operator.run(`adopt ${TARGET} --yes ${options}`.trim());
    expect([exitStatus, writesOf(operator)]).toEqual([status, []]);
    expect(text).toContain(words);
  });

  it('leaves options of streams out of groups', async () => {
    const operator = await startOperatorOf();
    const { exitStatus, text } = await operator.run('adopt rdb-fx --yes --shards-max 3');
    expect(exitStatus).toBe(2);
    expect(text).toContain('--shards-max is no option for an Auto Scaling group');
  });

  it('refuses an on-demand stream, with what its last day would take provisioned', async () => {
    const flows = [
      aFlow(0.5),
      aFlow(9, {
        startMs: Date.parse('2026-11-21T01:00:00Z'),
        endMs: Date.parse('2026-11-21T03:00:00Z'),
        bytes: 9 * 7_200 * 1024 ** 2,
        records: 1,
      }),
    ];
    const operator = await startOperatorOf({ mode: 'ON_DEMAND', tags: {}, flows }, { afterMinutes: 1_440 });
    const { exitStatus, text } = await operator.run(`adopt ${TARGET} --yes --shards-max 64`);
    expect([exitStatus, writesOf(operator)]).toEqual([1, []]);
    const [, planned = '0', fixed = '0'] =
      /its last 24 h would have taken about (\d+) shard-hours with \d changes, or (\d+) with \d+ shards all the time/.exec(
        text,
      ) ?? [];
    expect(Number(planned)).toBeGreaterThan(24);
    expect(Number(planned)).toBeLessThan(Number(fixed) / 2);
    expect(text).toContain('https://aws.amazon.com/kinesis/data-streams/pricing/');
  });

  it('is refused while the stream is being made, and not while it is resharded', async () => {
    const operator = await startOperatorOf({ tags: {} });
    operator.world.kinesis.createStream({ name: 'young', shardCount: 1 });
    const { exitStatus, text } = await operator.run('adopt kinesis:young --yes --shards-max 64');
    expect([exitStatus, writesOf(operator)]).toEqual([1, []]);
    expect(text).toContain('cannot adopt kinesis:young: the stream is creating: AWS takes no tags now');
    operator.world.kinesis.updateShardCount({ name: FEED, targetCount: 8 });
    await operator.pass(1);
    expect(await operator.run(`adopt ${TARGET} --yes --shards-max 64`)).toMatchObject({ exitStatus: 0 });
  });

  it('says which call was refused, and goes on when run again', async () => {
    const operator = await startOperatorOf({ tags: {} });
    operator.emulator.injectWireFault({ action: 'AddTagsToStream', fault: { kind: 'deny' } });
    const refused = await operator.run(`adopt ${TARGET} --yes --shards-max 64`);
    expect(refused.exitStatus).toBe(1);
    expect(refused.text).toContain('AccessDenied');
    expect(tagsOf(operator)).toEqual({});
    expect(await operator.run(`adopt ${TARGET} --yes --shards-max 64`)).toMatchObject({ exitStatus: 0 });
  });
});

describe('spillway release of a stream', () => {
  it('undoes exactly what adopt wrote, over two adoptions', async () => {
    const before = { team: 'fx', 'spillway:mode': 'off' };
    const operator = await startOperatorOf({ tags: before });
    await operator.run(`adopt ${TARGET} --yes --shards-max 32 --mode dry-run`);
    await operator.run(`adopt ${TARGET} --yes --shards-max 16 --mode act --consumers none`);
    expect(tagsOf(operator)).toMatchObject({ 'spillway:mode': 'act', 'spillway:was:mode': 'off' });
    const { exitStatus, text } = await operator.run(`release ${TARGET}`, ['y']);
    expect([exitStatus, tagsOf(operator)]).toEqual([0, before]);
    expect(text).toContain('kinesis:feed is released.');
    expect(await operator.run(`release ${TARGET} --yes`)).toMatchObject({ exitStatus: 0 });
  });

  it('is refused without a record, as nothing can be undone then', async () => {
    const operator = await startOperatorOf();
    const { exitStatus, text } = await operator.run(`release ${TARGET} --yes`);
    expect([exitStatus, writesOf(operator)]).toEqual([1, []]);
    expect(text).toContain('there is none: nothing can be undone');
  });

  it('keeps the record until all else is back', async () => {
    const operator = await startOperatorOf({ tags: { 'spillway:mode': 'off' } });
    await operator.run(`adopt ${TARGET} --yes --shards-max 32 --mode act`);
    operator.emulator.injectWireFault({ action: 'RemoveTagsFromStream', fault: { kind: 'deny' } });
    expect(await operator.run(`release ${TARGET} --yes`)).toMatchObject({ exitStatus: 1 });
    expect(tagsOf(operator)).toMatchObject({ 'spillway:mode': 'off', 'spillway:adopted': 'v1' });
    await operator.run(`release ${TARGET} --yes`);
    expect(tagsOf(operator)).toEqual({ 'spillway:mode': 'off' });
  });
});
