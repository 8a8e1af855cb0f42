import { expect, it } from 'vitest';
import { releaseNotes } from '../../../scripts/release/release-notes.ts';

const CHANGELOG = `# Changelog

## 0.2.0 (unreleased)

**New.** A thing.

### Within it

More.

## 0.1.0

The first.
`;

it('the notes of a release are its chapter of the changelog, and nothing of another', () => {
  expect(releaseNotes(CHANGELOG, '0.2.0')).toBe(
    '# Spillway 0.2.0\n\n**New.** A thing.\n\n### Within it\n\nMore.\n',
  );
  expect(releaseNotes(CHANGELOG, '0.1.0')).toBe('# Spillway 0.1.0\n\nThe first.\n');
});

it('a version that the changelog does not know is not released', () => {
  expect(() => releaseNotes(CHANGELOG, '0.2')).toThrow('CHANGELOG.md: there is no chapter "## 0.2"');
});
