// docs/operations.md against what it speaks of: each kind of trouble with its delay, each alarm with a heading.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ATTENTION } from '../../lib/core/attention.ts';
import { formatDuration } from '../../lib/core/units.ts';
import { isWaking } from './audit/waking-alarms.ts';
import type { Packaged } from './package-project-fixture.ts';
import { OTHER_OPTIONS, packageStage, PROJECT, resourcesOfType } from './package-project-fixture.ts';

interface Section {
  readonly heading: string;
  readonly text: string;
}

const OPERATIONS = readFileSync(join(PROJECT, 'docs/operations.md'), 'utf8');

function sectionsOf(chapter: string): readonly Section[] {
  const [, text = ''] = OPERATIONS.split(`\n## ${chapter}\n`);
  const [ofChapter = ''] = text.split('\n## ');
  return ofChapter
    .split('\n### ')
    .slice(1)
    .map((section) => {
      const end = section.indexOf('\n');
      return { heading: section.slice(0, end), text: section.slice(end) };
    });
}

/** As the line *Shown* says it. */
function shownWhen({ delayMs, shownMs }: { readonly delayMs: number; readonly shownMs?: number }): string {
  const from = delayMs === 0 ? 'at once' : `after ${formatDuration(delayMs)}`;
  return shownMs === undefined ? from : `${from}, for ${formatDuration(shownMs)}`;
}

/** `spillway-errors-on-alarm, -on-tick` names two alarms: the second one's beginning is left out. */
function alarmsNamed(heading: string): readonly string[] {
  const [first = '', ...others] = heading.split(', ');
  const stem = first.slice(0, first.indexOf('-on-'));
  return [first, ...others.map((rest) => `${stem}${rest}`)];
}

describe('the chapter about the groups', () => {
  const sections = sectionsOf('About the groups');

  it('has a heading for each kind of trouble, in the order of the table', () => {
    expect(sections.map(({ heading }) => heading)).toEqual(Object.keys(ATTENTION));
  });

  it.each(Object.entries(ATTENTION))('says of %s when it is shown, and what to do', (kind, patience) => {
    const { text = '' } = sections.find(({ heading }) => heading === kind) ?? {};
    expect(/\*\*Shown:\*\* (.*)\.\n/.exec(text)?.[1]).toBe(shownWhen(patience));
    for (const part of ['Means', 'Look at', 'Do']) expect(text).toContain(`\n**${part}:** `);
  });

  it('says how a retained server is ended by hand', () => {
    const { text = '' } = sections.find(({ heading }) => heading === 'retained') ?? {};
    expect(text).toContain('aws autoscaling terminate-instance-in-auto-scaling-group');
    expect(text).toContain('--no-should-decrement-desired-capacity');
  });
});

describe('the alarms', () => {
  let other: Packaged;
  beforeAll(async () => {
    other = await packageStage('other', OTHER_OPTIONS);
  }, 180_000);

  it('that tell somebody have a heading each, or are the one about the groups; and no heading is without', () => {
    const named = sectionsOf('About the autoscaler').flatMap(({ heading }) => alarmsNamed(heading));
    const alarms = resourcesOfType(other.template, 'AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => String(Properties['AlarmName']))
      .filter((name) => !isWaking(name));
    expect([...named, 'spillway-attention'].sort()).toEqual(alarms.sort());
    expect(OPERATIONS).toContain('`spillway-attention`');
  });
});
