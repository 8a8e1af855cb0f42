import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStreamPolicy } from '../../../../lib/targets/kinesis-stream/domain/policy.ts';
import { MANAGED_TAG } from '../../../../lib/targets/kinesis-stream/domain/stream.ts';
import { STREAM_TAGS } from '../../../../lib/targets/kinesis-stream/domain/tags.ts';

describe("the table of a stream's tags", () => {
  const docs = readFileSync(new URL('../../../../docs/tags.md', import.meta.url), 'utf8');
  const [, section = ''] = docs.split('\n## Tags on the Kinesis stream\n');
  const [table = ''] = section.split('\n## ');
  const rows = [...table.matchAll(/^\| `(spillway:[a-z-]+)` \| ([^|]+) \|/gm)];

  it('is that of docs/tags.md, in its order', () => {
    expect(rows.map(([, tag]) => tag)).toEqual([MANAGED_TAG, ...Object.keys(STREAM_TAGS)]);
  });

  it('says the defaults that there are', () => {
    const said = new Map(rows.map(([, tag = '', value = '']) => [tag, value.replaceAll('`', '')]));
    const { policy } = parseStreamPolicy({ 'spillway:shards-max': '64' });
    expect(said.get('spillway:mode')).toBe(policy.mode);
    expect(said.get('spillway:calendar')).toBe(policy.calendar);
    expect(said.get('spillway:shards-min')).toBe(String(policy.shardsMin));
    expect(said.get('spillway:utilization')).toBe(String(policy.utilizationPercent));
    expect(said.get('spillway:changes-reserved')).toBe(String(policy.changesReserved));
  });

  it('says of every tag what it is for', () => {
    for (const { meaning } of Object.values(STREAM_TAGS)) expect(meaning).toMatch(/^\S.{8,130}[^.]$/);
  });
});
