import { describe, expect, it } from 'vitest';
import { clusterMarks } from '../../lib/report/groups/chart/cluster-marks.ts';
import { reportPage } from '../../lib/report/page.ts';
import { headlineOf } from '../../lib/report/groups/headline.ts';
import { aReport, aRow } from './report-data.ts';

describe('the headline', () => {
  it('says what was saved and how close it came', () => {
    expect(headlineOf(aRow())).toBe(
      'The day cost 79 % less than the fixed server, and every roll found a spare waiting, the closest for 5 minutes.',
    );
  });

  it('says what went wrong, the worst first, and praises nothing then', () => {
    expect(headlineOf(aRow({ lateRolls: 1, terminatedWithData: 2, outOfMemory: 1, days: 3 }))).toBe(
      'The 3 days had 2 nodes terminated with data, memory exhausted 1 time and 1 late roll, for $4.05.',
    );
    expect(headlineOf(aRow({ lateRolls: 2 }))).toBe('The day had 2 late rolls, for $4.05.');
  });

  it('says that a spare was close from below a minute on', () => {
    expect(headlineOf(aRow({ minCushionSeconds: 60 }))).toMatch(/, the closest for 60 seconds\.$/);
    expect(headlineOf(aRow({ minCushionSeconds: 59 }))).toMatch(/, but the closest for only 59 seconds\.$/);
  });

  it('saves nothing against a fixed server that would have failed, nor within half a percent of it', () => {
    expect(headlineOf(aRow({ fixedOutOfMemoryDays: 1 }))).toBe(
      'The day took 40.5 instance-hours, where the fixed server would have run out of memory, and every roll found a spare waiting, the closest for 5 minutes.',
    );
    expect(headlineOf(aRow({ savingPercent: -0.4 }))).toContain('cost as much as the fixed server');
  });

  it('says more where it is more, and hours where there is nothing to compare with', () => {
    expect(headlineOf(aRow({ savingPercent: -3 }))).toContain('cost 3 % more than');
    expect(headlineOf(aRow({ savingPercent: null, minCushionSeconds: null }))).toBe(
      'The day took 40.5 instance-hours, and no roll was needed.',
    );
  });
});

describe('the page', () => {
  const page = reportPage(aReport());

  it('loads nothing from anywhere and runs no script', () => {
    expect(page).not.toMatch(
      /<script|<link (?!rel="icon" href="data:,")|@import|url\((?!#)|src=|https?:\/\/(?!www\.w3\.org)/,
    );
  });

  it('holds the exact numbers of every policy', () => {
    for (const row of aReport().policies)
      for (const key of [
        'instanceHours',
        'costUsd',
        'costVsOracle',
        'lateRolls',
        'terminatedWithData',
      ] as const)
        expect(page).toContain(`data-key="${key}" data-value="${row[key] ?? ''}"`);
  });

  it('says every mark, with its number and its sentence, escaped', () => {
    expect(page).toContain('Scaled out: the live node is at 60 % &amp; rising.');
    expect(page).toContain('Late roll: i-one reached its roll threshold.');
    expect(page).toContain('Retired: i-one was proved empty twice.');
    expect(page).toContain('step &lt;60/30&gt;');
    expect(page).not.toContain('step <60');
  });

  it('draws each chart for a screen and for a phone, with colours of the theme', () => {
    expect(page.match(/<svg role="img"[^>]*class="wide"/g)).toHaveLength(3);
    expect(page.match(/<svg role="img"[^>]*class="narrow"/g)).toHaveLength(3);
    for (const role of ['live', 'rolled', 'flushed', 'launching', 'queued'])
      expect(page).toContain(`fill="var(--role-${role})"`);
  });

  it('does not say that a spare was waiting where one was not', () => {
    const { day } = aReport();
    const late = reportPage(aReport({ day: { ...day, rolls: [{ atMs: day.startMs, cushionSeconds: -4 }] } }));
    expect(late).toContain('Not every roll found a spare waiting');
    expect(late).not.toContain('A spare was waiting');
    expect(page).toContain('A spare was waiting');
  });

  it('has dark and print colours', () => {
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('@media print');
  });

  it('is whole without policies, costs, marks and rolls', () => {
    const { day } = aReport();
    const bare = reportPage(
      aReport({ policies: [], costs: [], notes: [], day: { ...day, marks: [], rolls: [], nodes: [] } }),
    );
    expect(bare).toContain('No node rolled on this day.');
    expect(bare).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('marks close together', () => {
  it('become one with the numbers of the list, if of one kind', () => {
    const mark = (minute: number, kind: 'scale-out' | 'retire') => ({ atMs: minute, kind, sentence: '' });
    const marks = [mark(0, 'scale-out'), mark(25, 'scale-out'), mark(51, 'scale-out'), mark(52, 'retire')];
    expect(clusterMarks(marks, (ms) => ms).map((c) => c.label)).toEqual(['1–2', '3', '4']);
  });
});
