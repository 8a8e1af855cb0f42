import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeActions } from '../../lib/emulator/describe-actions.ts';

const page = readFileSync(new URL('../../docs/emulator.md', import.meta.url), 'utf8');

/** Table cells without prettier's padding. */
function unpadded(text: string): string {
  return text
    .split('\n')
    .map((line) => (/^\|[\s|-]+\|$/.test(line) ? '| --- |' : line.replace(/ +/g, ' ')))
    .join('\n')
    .trim();
}

describe('docs/emulator.md', () => {
  it('lists the actions, errors and sources of the table', () => {
    const listed = page.split('<!-- actions: begin -->')[1]?.split('<!-- actions: end -->')[0] ?? '';
    expect(unpadded(listed)).toBe(unpadded(describeActions()));
  });
});
