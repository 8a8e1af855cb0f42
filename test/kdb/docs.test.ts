import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../lib/targets/rdb-group/domain/policy.ts';
import { KdbError, MESSAGE_LENGTH_MAX } from '../../lib/kdb/ipc/errors.ts';
import {
  atom,
  boolean,
  chars,
  long,
  symbol,
  symbols,
  type QValue,
  type Scalar,
  type TypeNumber,
} from '../../lib/kdb/ipc/values.ts';
import { RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';
import { ANSWER_BYTES_MAX, sampleOfAnswer } from '../../lib/kdb/read-rdb.ts';
import { answerWith, dictOf, longsOf } from './answers.ts';

const page = readFileSync(new URL('../../docs/kdb.md', import.meta.url), 'utf8');
const tags = readFileSync(new URL('../../docs/tags.md', import.meta.url), 'utf8');
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** The rows of the table of what an answer must hold: key → type. */
const fields = new Map(
  [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|[^|]+\|[^|]+\|$/gm)].map(([, key = '', type = '']) => [
    key,
    type,
  ]),
);

describe('the texts that RDBs allow by their md5', () => {
  it.each([
    ['tick', '0accb0875cb4823a82ba0f4a71ef9cac'],
    ['kx-autoscaling', '0112f478be878f73be23292386b049f8'],
    ['tick-slices', 'cabf69e8c55ae6e3c70dfbe9e4d96f15'],
    ['kx-autoscaling-slices', '5131f5d22943376b6cf9900b9b158f46'],
  ] as const)('%s is byte for byte what it was: whoever changes it locks the probe out', (name, sum) => {
    expect(md5(RDB_QUERIES[name])).toBe(sum);
  });

  it('are these alone', () => {
    expect(Object.keys(RDB_QUERIES)).toEqual([
      'tick',
      'kx-autoscaling',
      'tick-slices',
      'kx-autoscaling-slices',
    ]);
  });
});

describe('what docs/kdb.md says that an answer must hold', () => {
  const vector = (type: TypeNumber, items: readonly Scalar[]): QValue => ({ kind: 'vector', type, items });
  /** A value of each type, by the words of the page; of dictionaries, one that every dictionary may be. */
  const values: Readonly<Record<string, QValue>> = {
    symbol: symbol('tick'),
    dictionary: dictOf(['heap', 'mphy'], longsOf(1n, 16n)),
    chars: chars(''),
    int: atom(6, 3),
    long: long(3),
    'null int': atom(6, null),
    'null long': atom(7, null),
    boolean: boolean(false),
    '::': { kind: 'null' },
    timestamp: atom(12, 0n),
  };
  const others: Readonly<Record<string, QValue>> = {
    byte: atom(4, 0),
    short: atom(5, 0),
    float: atom(9, 0),
    'null float': atom(9, null),
    'infinite long': atom(7, '0W'),
    'negative long': long(-1),
    'null timestamp': atom(12, null),
    char: atom(10, ' '),
    datetime: atom(15, 0),
    list: { kind: 'list', items: [] },
    booleans: vector(1, [false]),
    longs: vector(7, [3n]),
    symbols: symbols(['tick']),
    table: { kind: 'table', columns: ['heap'], data: [vector(7, [1n])] },
    'dictionary of floats': dictOf(['heap', 'mphy'], vector(9, [1, 16])),
    'dictionary of nulls': dictOf(['heap', 'mphy'], longsOf(null, null)),
    'dictionary by number': { kind: 'dict', keys: vector(7, [1n, 2n]), values: vector(7, [1n, 16n]) },
  };
  const namesOf = (type: string) =>
    type.replace(', or their null', ' or null int or null long').replaceAll('`', '').split(' or ');
  const isTaken = (changes: Parameters<typeof answerWith>[0]) => {
    try {
      sampleOfAnswer(answerWith(changes), 'tick', 'rdb:5010');
      return true;
    } catch (error) {
      if (error instanceof KdbError && error.code === 'wrong-shape') return false;
      throw error;
    }
  };

  it('is ten keys, the ones that our queries answer', () => {
    const asked = /!?`query`memory[`a-z]+!/.exec(RDB_QUERIES.tick)?.[0];
    expect([...fields.keys()].map((key) => `\`${key}`).join('')).toBe(asked?.slice(0, -1));
    expect(fields.size).toBe(10);
  });

  it.each([...fields])('%s: %s, as the code has it, and nothing else; nor may it be missing', (key, type) => {
    const documented = namesOf(type);
    expect(documented.filter((name) => !(name in values))).toEqual([]);
    const taken = Object.entries({ ...values, ...others }).filter(([, value]) => isTaken({ [key]: value }));
    expect(taken.map(([name]) => name).sort()).toEqual([...documented].sort());
    expect(isTaken({ [key]: undefined })).toBe(false);
  });

  it('heap and mphy of memory, and wmax if it is there; nothing else of it is looked at', () => {
    expect(page).toContain('`memory` must hold `heap` and `mphy` (not 0); `wmax` where\nthere is a limit');
    const memory = (...given: readonly (readonly [string, QValue])[]) =>
      isTaken({
        memory: dictOf(
          given.map(([name]) => name),
          { kind: 'list', items: given.map(([, value]) => value) },
        ),
      });
    const [heap, mphy] = [['heap', long(1)] as const, ['mphy', long(16)] as const];
    expect(memory(heap, mphy)).toBe(true);
    expect(memory(heap, mphy, ['wmax', long(0)], ['used', chars('?')])).toBe(true);
    expect(memory(heap, mphy, ['wmax', chars('?')])).toBe(false);
    expect(memory(heap)).toBe(false);
    expect(memory(mphy)).toBe(false);
    expect(memory(heap, ['mphy', long(0)])).toBe(false);
  });

  it('further keys are ignored, and rows may be empty, its keys symbols or a general list', () => {
    expect(isTaken({ more: chars('of ours') })).toBe(true);
    expect(isTaken({ rows: { kind: 'dict', keys: symbols([]), values: longsOf() } })).toBe(true);
    const empty: QValue = { kind: 'list', items: [] };
    expect(isTaken({ rows: { kind: 'dict', keys: empty, values: empty } })).toBe(true);
  });

  it('and how large it may be', () => {
    expect(page).toContain(`The answer may take\n${ANSWER_BYTES_MAX / 1024} KiB`);
    expect(page).toContain(`more than ${ANSWER_BYTES_MAX / 1024} KiB announced`);
    expect(page).toContain(`one line of at most ${MESSAGE_LENGTH_MAX} characters`);
  });
});

describe('what docs/kdb.md installs so that an RDB leaves the queue', () => {
  const snippet = /^\.spillway\.leave:\{$.*?^```$/ms.exec(page)?.[0] ?? '';

  it('leaves first, and says so after', () => {
    const [leaves, says] = [snippet.indexOf('hclose .sub.TP'), snippet.indexOf('.spillway.queued:0b')];
    expect(leaves).toBeGreaterThan(0);
    expect(says).toBeGreaterThan(leaves);
  });

  it('keeps its timer: who stops reporting is never heard to have left', () => {
    expect(snippet).toContain('system"t 5000"');
    expect(page).not.toContain('system"t 0"');
    expect(snippet).toContain('.z.ts:{.spillway.leave[]}');
  });

  it('reads the state that the instance is to be brought to, and never takes its mark away', () => {
    expect(page).toContain('/meta-data/autoscaling/target-lifecycle-state');
    expect(page).toContain('if [ "$state" = Terminated ]; then touch /run/spillway/terminating; fi');
    expect(snippet.length).toBeGreaterThan(0);
    expect(page).toContain('.spillway.marked:{not ()~key`:/run/spillway/terminating}');
  });

  it.each([
    ['spillway:leaves-queue', 'true', { leavesQueue: true }],
    ['spillway:queue-emptied', 'end-of-day', { queueEmptied: 'end-of-day' }],
  ])('goes with the tag %s = %s, on both pages as the policy reads it', (tag, value, policy) => {
    expect(parsePolicy({ [tag]: value })).toMatchObject({ ok: true, policy });
    expect(page).toContain(`\`${tag}\` = \`${value}\``);
    expect(tags).toMatch(new RegExp(`^\\| \`${tag}\` \\|[^|]+\\|[^|]*\`${value}\``, 'm'));
  });
});

describe('docs/kdb.md, which administrators allow queries by', () => {
  it.each(Object.entries(RDB_QUERIES))('shows the text of %s as it is sent, and its md5', (_name, text) => {
    expect(page).toContain(`\`\`\`q\n${text}\n\`\`\``);
    expect(page).toContain(`md5 \`${md5(text)}\``);
  });

  it('allows the plain query by its md5', () => {
    expect(page).toContain(`.spillway.md5:0x${md5(RDB_QUERIES.tick)} `);
  });
});
