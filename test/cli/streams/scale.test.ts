import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { aFlow, cycle, FEED, startOperatorOf, TAGS, TARGET } from './a-stream.ts';
import type { LocalOperator } from '../local-operator.ts';

const shardsOf = ({ world }: LocalOperator) => world.kinesis.openCount(FEED);
const callsOf = ({ emulator }: LocalOperator) => emulator.awsCalls()['UpdateShardCount'] ?? 0;

describe('spillway scale of a stream', () => {
  it('doubles step by step as AWS allows, waits for each, and journals who asked', async () => {
    const operator = await startOperatorOf();
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to 20 --as kim`);
    expect(text).toContain(
      'Growing from 4 to 8 shards. An operator asks for 20 shards, and AWS doubles at most: then 16, 20.',
    );
    expect(text).toContain(
      'reached  The stream has 20 shards, as asked for (changed: 4 → 8, 8 → 16, 16 → 20).',
    );
    expect([exitStatus, shardsOf(operator), callsOf(operator)]).toEqual([0, 20, 3]);
    const entries = await operator.streamPorts.stateStore.readJournal(FEED, 50);
    expect(
      entries.filter(({ kind }) => kind === 'grow').map(({ trigger, actions }) => [trigger, actions[0]]),
    ).toMatchObject([
      ['operator: kim', { shards: 20, from: 16, outcome: { kind: 'applied' } }],
      ['operator: kim', { shards: 16, from: 8 }],
      ['operator: kim', { shards: 8, from: 4 }],
    ]);
    const state = await operator.streamPorts.stateStore.readState(FEED);
    expect(state?.learned.changes.ledger).toMatchObject([{ by: 'us' }, { by: 'us' }, { by: 'us' }]);
  });

  it('halves where the load fits, and stops where it would not', async () => {
    const operator = await startOperatorOf({ shardCount: 8 });
    const refused = await operator.run(`scale ${TARGET} --to 1`);
    expect(refused).toMatchObject({ exitStatus: 1 });
    expect(refused.text).toContain(
      'An operator asks for 1 shard, and there are 8. The last half hour would not have fitted with headroom',
    );
    expect(callsOf(operator)).toBe(0);
    expect(await operator.run(`scale ${TARGET} --to 2`)).toMatchObject({ exitStatus: 0 });
    expect(shardsOf(operator)).toBe(2);
  });

  it.each([
    ['nobody says whether readers keep up', { consumers: [] }, 'It is not known whether all readers keep up'],
    [
      'a reader is behind',
      { consumers: [{ name: 'rdb', kind: 'polling' as const, behindMs: () => 10 * MINUTE_MS }] },
      'A reader is 10 min behind',
    ],
    [
      'records are refused',
      { flows: [aFlow(12, { endMs: Date.parse('2026-11-20T15:30:00Z') })], shardCount: 8 },
      'would not have fitted',
    ],
  ])('takes nothing away while %s', async (_, stream, words) => {
    const operator = await startOperatorOf(stream);
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to 3`);
    expect([exitStatus, callsOf(operator)]).toEqual([1, 0]);
    expect(text).toContain(words);
  });

  it('may use the reserve, and never more than ten changes in 24 hours', async () => {
    const operator = await startOperatorOf({ tags: { ...TAGS, 'spillway:changes-reserved': '8' } });
    for (const to of [5, 6, 7, 8, 9, 10, 11, 12])
      expect(await operator.run(`scale ${TARGET} --to ${to}`), `to ${to}`).toMatchObject({ exitStatus: 0 });
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to 64`);
    expect(exitStatus).toBe(1);
    expect(text).toContain(
      'An operator asks for 64 shards, which takes 3 changes, and 2 are left today, enough for 48 shards. The next is allowed in ',
    );
    expect(await operator.run(`scale ${TARGET} --to 48`)).toMatchObject({ exitStatus: 0 });
    const spent = await operator.run(`scale ${TARGET} --to 49`);
    expect(spent.text).toContain('which takes 1 change, and AWS allows none now. The next is allowed in ');
    expect([spent.exitStatus, callsOf(operator), shardsOf(operator)]).toEqual([1, 10, 48]);
  }, 30_000);

  it.each([
    [65, 'Allowed is from 1 (spillway:shards-min) to 64 (spillway:shards-max)'],
    [0, 'Allowed is from 1 (spillway:shards-min) to 64 (spillway:shards-max)'],
  ])('refuses %i, outside the bounds of the tags', async (target, words) => {
    const operator = await startOperatorOf();
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to ${target}`);
    expect([exitStatus, callsOf(operator)]).toEqual([1, 0]);
    expect(text).toContain(words);
  });

  it('waits for a change that is under way, whoever made it', async () => {
    const operator = await startOperatorOf();
    operator.world.kinesis.updateShardCount({ name: FEED, targetCount: 6 });
    await operator.pass(1);
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to 9`);
    expect(text).toContain('The stream is being resharded');
    expect([exitStatus, shardsOf(operator)]).toEqual([0, 9]);
  });

  it('says that it ran out of time, and goes on when run again', async () => {
    const operator = await startOperatorOf();
    const first = await operator.run(`scale ${TARGET} --to 16 --wait 1m`);
    expect(first.exitStatus).toBe(1);
    expect(first.text).toContain('out-of-time');
    expect(first.text).toContain('(changed: 4 → 8); run it again, or with a longer --wait.');
    expect(await operator.run(`scale ${TARGET} --to 16`)).toMatchObject({ exitStatus: 0 });
    expect([shardsOf(operator), callsOf(operator)]).toEqual([16, 2]);
  });

  it('only says what it would do in a dry run', async () => {
    const operator = await startOperatorOf({ tags: { ...TAGS, 'spillway:mode': 'dry-run' } });
    const { exitStatus, text } = await operator.run(`scale ${TARGET} --to 8`);
    expect([exitStatus, callsOf(operator)]).toEqual([0, 0]);
    expect(text).toContain('Nothing was sent, as spillway:mode is dry-run. Growing from 4 to 8 shards');
  });

  it('works during a pause of the stream’s own cycles, and not while it is off', async () => {
    const paused = await startOperatorOf({
      tags: { ...TAGS, 'spillway:pause-until': '2027-01-01T00:00:00Z' },
    });
    expect(await paused.run(`scale ${TARGET} --to 5`)).toMatchObject({ exitStatus: 0 });
    expect(await cycle(paused)).toMatchObject({ plan: { reason: { code: 'paused' } } });
    const off = await startOperatorOf({ tags: { ...TAGS, 'spillway:mode': 'off' } });
    const { exitStatus, text } = await off.run(`scale ${TARGET} --to 5`);
    expect([exitStatus, callsOf(off)]).toEqual([1, 0]);
    expect(text).toContain('switched off by its tag');
  });

  it('leaves an on-demand stream alone, one that is not managed, and one that is not there', async () => {
    const onDemand = await startOperatorOf({ mode: 'ON_DEMAND' });
    expect((await onDemand.run(`scale ${TARGET} --to 8`)).text).toContain('AWS scales this stream on demand');
    const other = await startOperatorOf({ tags: {} });
    expect((await other.run(`scale ${TARGET} --to 8`)).text).toContain(
      'is not tagged spillway:managed = true',
    );
    const gone = await other.run('scale kinesis:gone --to 8');
    expect(gone).toMatchObject({ exitStatus: 1 });
    expect(gone.text).toContain('there is no Kinesis stream "gone" in this region');
    expect([callsOf(onDemand), callsOf(other)]).toEqual([0, 0]);
  });
});
