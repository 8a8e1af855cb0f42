import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MANAGED_TAG } from '../../../../lib/targets/rdb-group/domain/group.ts';
import { TAGS } from '../../../../lib/targets/rdb-group/domain/tags/tags.ts';

describe('the table of tags', () => {
  it('is that of docs/tags.md, in its order', () => {
    const docs = readFileSync(new URL('../../../../docs/tags.md', import.meta.url), 'utf8');
    const [, section = ''] = docs.split('\n## Tags on the Auto Scaling group\n');
    const [table = ''] = section.split('\n## ');
    const rows = [...table.matchAll(/^\| `(spillway:[a-z-]+)` \|/gm)].map(([, tag]) => tag);
    expect(rows).toEqual([MANAGED_TAG, ...Object.keys(TAGS)]);
  });

  it('says of every tag what it is for', () => {
    for (const { meaning } of Object.values(TAGS)) expect(meaning).toMatch(/^\S.{8,100}[^.]$/);
  });
});
