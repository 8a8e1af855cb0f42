import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RDB_QUERIES } from '../../lib/kdb/rdb-queries.ts';

const page = readFileSync(new URL('../../docs/kdb.md', import.meta.url), 'utf8');
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('docs/kdb.md, which administrators allow queries by', () => {
  it.each(Object.entries(RDB_QUERIES))('shows the text of %s as it is sent, and its md5', (_name, text) => {
    expect(page).toContain(`\`\`\`q\n${text}\n\`\`\``);
    expect(page).toContain(`md5 \`${md5(text)}\``);
  });

  it('allows the plain query by its md5', () => {
    expect(page).toContain(`.spillway.md5:0x${md5(RDB_QUERIES.tick)} `);
  });
});
