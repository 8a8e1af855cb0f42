import { describe, expect, it } from 'vitest';
import { parseTargetName, typedName } from '../../cli/target-name.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';

const parse = (typed: string) => {
  const { kind, name } = parseTargetName(typed, KIND_WORDS);
  return [kind.title, name];
};

describe("a target's name", () => {
  it.each([
    ['rdb-fx', ['Auto Scaling group', 'rdb-fx']],
    ['kinesis', ['Auto Scaling group', 'kinesis']],
    ['a/b@c', ['Auto Scaling group', 'a/b@c']],
    ['kinesis:feed', ['Kinesis stream', 'feed']],
    ['kinesis:feed_1.a-b', ['Kinesis stream', 'feed_1.a-b']],
    [`kinesis:${'x'.repeat(128)}`, ['Kinesis stream', 'x'.repeat(128)]],
    ['memorydb:cache', ['MemoryDB cluster', 'cache']],
    [`memorydb:a-${'1'.repeat(38)}`, ['MemoryDB cluster', `a-${'1'.repeat(38)}`]],
    ['x'.repeat(255), ['Auto Scaling group', 'x'.repeat(255)]],
  ])('%s is one', (typed, expected) => {
    expect(parse(typed)).toEqual(expected);
    expect(typedName(parseTargetName(typed, KIND_WORDS))).toBe(typed);
  });

  it.each([
    [
      'elasticache:cache',
      'is of no known kind, allowed is NAME (Auto Scaling group) or kinesis:NAME (Kinesis stream) or memorydb:NAME (MemoryDB cluster)',
    ],
    ['Kinesis:feed', 'is of no known kind'],
    [':feed', 'is of no known kind'],
    ['kinesis:', 'names nothing, allowed is kinesis: and 1 to 128 letters'],
    ['memorydb:Cache', 'cannot name a MemoryDB cluster'],
    ['memorydb:cache-', 'cannot name a MemoryDB cluster'],
    ['kinesis:a/b', 'cannot name a Kinesis stream'],
    ['kinesis:a:b', 'cannot name a Kinesis stream'],
    [`kinesis:${'x'.repeat(129)}`, 'cannot name a Kinesis stream'],
    ['', 'names nothing, allowed is 1 to 255 of the ASCII characters'],
    ['two words', 'cannot name an Auto Scaling group'],
    ['x'.repeat(256), 'cannot name an Auto Scaling group'],
  ])('%s is none, and the error says what is allowed', (typed, words) => {
    expect(() => parse(typed)).toThrowError(expect.objectContaining({ exitStatus: 2 }));
    expect(() => parse(typed)).toThrowError(words);
  });
});
