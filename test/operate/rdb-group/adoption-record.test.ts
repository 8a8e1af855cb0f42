import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCases } from '../../build/count-cases.ts';
import {
  isGroupRecordTag,
  NODE_TAGS_MAX,
  nodesRecord,
  readRecord,
  recordTags,
  type AdoptionRecord,
} from '../../../lib/operate/rdb-group/adoption/adoption-record.ts';
import { TAG_VALUE_LENGTH_MAX } from '../../../lib/operate/adoption/tag-record.ts';

const instanceId = fc
  .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 17, maxLength: 17 })
  .map((digits) => `i-${digits.join('')}`);

/** Records as plans make them; every field there or not, apart from the others. */
const someRecord: fc.Arbitrary<AdoptionRecord> = fc
  .record(
    {
      newInstancesProtected: fc.constant(false as const),
      azRebalance: fc.constant('running' as const),
      hook: fc.oneof(
        fc.constant({ was: 'none' as const }),
        fc.record({
          was: fc.constant('CONTINUE' as const),
          name: fc.string({ minLength: 1, maxLength: 255 }),
        }),
      ),
      onAbandon: fc.constant('terminate' as const),
      deletionProtection: fc.constant('none' as const),
      alarm: fc.constant('made' as const),
      nodes: fc
        .tuple(
          fc.constantFrom('all-but' as const, 'only' as const),
          fc.oneof(
            fc.uniqueArray(instanceId, { maxLength: 40 }),
            // About as many as its tags hold.
            fc.uniqueArray(instanceId, {
              minLength: 14 * NODE_TAGS_MAX - 2,
              maxLength: 14 * NODE_TAGS_MAX + 2,
              size: 'max',
            }),
          ),
        )
        .map(([kind, ids]) => nodesRecord(kind, ids)),
      tags: fc.dictionary(
        fc.constantFrom('spillway:mode', 'spillway:policy', 'spillway:managed', 'spillway:scale-in'),
        fc.option(fc.string({ maxLength: 256 }), { nil: undefined }),
        { noNullPrototype: true },
      ),
    },
    { requiredKeys: ['tags'] },
  )
  .map((given) => given);

const record = fc.oneof(
  { weight: 20, arbitrary: someRecord },
  { weight: 1, arbitrary: fc.constant<AdoptionRecord>({ tags: {} }) },
);

describe('the adoption record', () => {
  it('comes back from its tags as it was written', () => {
    const cases = countCases({
      'it has the name of a hook': 50,
      'nodes are in several tags': 30,
      'the nodes are too many': 15,
      'a tag was there before': 100,
      'a tag was there and empty': 20,
      'nothing was changed': 4,
    });
    fc.assert(
      fc.property(record, (given) => {
        const { hook, nodes, tags, ...others } = given;
        const was = Object.values(tags).filter((value) => value !== undefined);
        if (hook && hook.was !== 'none') cases.saw('it has the name of a hook');
        if (nodes && nodes.kind !== 'too-many' && nodes.instanceIds.length > 14)
          cases.saw('nodes are in several tags');
        if (nodes?.kind === 'too-many') cases.saw('the nodes are too many');
        if (was.length > 0) cases.saw('a tag was there before');
        if (was.includes('')) cases.saw('a tag was there and empty');
        if (!hook && !nodes && Object.keys({ ...tags, ...others }).length === 0)
          cases.saw('nothing was changed');
        expect(readRecord(recordTags(given))).toEqual(given);
      }),
      { numRuns: 400 },
    );
    cases.expectEnough();
  });

  it('fits into tags, and every one of them is known as its own', () => {
    const cases = countCases({ 'one holds as much as a tag can': 15, 'they are many': 60 });
    fc.assert(
      fc.property(record, (given) => {
        const values = Object.values(recordTags(given));
        if (values.some(({ length }) => length > TAG_VALUE_LENGTH_MAX - 20))
          cases.saw('one holds as much as a tag can');
        if (values.length > 3) cases.saw('they are many');
        for (const [key, value] of Object.entries(recordTags(given))) {
          expect(value.length).toBeLessThanOrEqual(TAG_VALUE_LENGTH_MAX);
          expect(isGroupRecordTag(key)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
    cases.expectEnough();
  });

  it('is none where there is no tag, and an error where the tag cannot be read', () => {
    expect(readRecord({ 'spillway:managed': 'true' })).toBeUndefined();
    expect(() => readRecord({ 'spillway:adopted': 'v2 hook=none' })).toThrow(/spillway:adopted is "v2/);
  });

  it('does not take the settings for its own', () => {
    for (const key of ['spillway:managed', 'spillway:mode', 'spillway:adoption', 'team']) {
      expect(isGroupRecordTag(key)).toBe(false);
    }
  });

  it('holds 14 ids to a tag, and says so where there are more than its tags hold', () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, i) => `i-${String(i).padStart(17, '0')}`);
    expect(nodesRecord('only', ids(14 * NODE_TAGS_MAX))).toMatchObject({ kind: 'only' });
    expect(nodesRecord('only', ids(14 * NODE_TAGS_MAX + 1))).toEqual({ kind: 'too-many' });
  });
});
