import { describe, expect, it } from 'vitest';
import { reportPage } from '../../../lib/report/page.ts';
import {
  isComparable,
  isComparableWithFixed,
  troubleWords,
  whyNotCompared,
} from '../../../lib/report/groups/troubles.ts';
import { aReport, aRow } from '../report-data.ts';

describe('a policy compares with others', () => {
  it('if it kept all data in time, whatever it cost', () => {
    expect(isComparable(aRow({ costVsOracle: 3.07 }))).toBe(true);
    for (const trouble of [{ terminatedWithData: 1 }, { outOfMemory: 1 }, { lateRolls: 1 }])
      expect(isComparable(aRow(trouble))).toBe(false);
  });

  it('and with the fixed server if that held all of it too', () => {
    expect(isComparableWithFixed(aRow({ fixedOutOfMemoryDays: 0 }))).toBe(true);
    expect(isComparableWithFixed(aRow({ fixedOutOfMemoryDays: null }))).toBe(true);
    expect(isComparableWithFixed(aRow({ fixedOutOfMemoryDays: 1 }))).toBe(false);
    expect(isComparableWithFixed(aRow({ lateRolls: 1 }))).toBe(false);
  });
});

describe('what went wrong', () => {
  it('is said with its counts, the worst first', () => {
    expect(troubleWords(aRow({ terminatedWithData: 48, outOfMemory: 1, lateRolls: 2 }))).toEqual([
      '48 ended with data',
      '1 out of memory',
      '2 late rolls',
    ]);
    expect(troubleWords(aRow())).toEqual([]);
  });

  it('is why a table has dashes; the fixed server is named with what it would have needed', () => {
    const rows = [
      aRow({ days: 7, fixedOutOfMemoryDays: 2, fixedMemoryNeededGiB: 31.24 }),
      aRow({ label: 'step', lateRolls: 1 }),
    ];
    expect(whyNotCompared(rows, 16)).toEqual([
      'No ratio for what did not keep all data in time: step (1 late roll).',
      'The fixed server of 16 GiB would have run out of memory on 2 of 7 days (the fullest needed 31.2 GiB): there is no saving against it.',
    ]);
    expect(whyNotCompared([aRow()], 16)).toEqual([]);
  });
});

describe('the page of a policy that lost data', () => {
  const lossy = aRow({ label: 'step', terminatedWithData: 3, costVsOracle: 0.58, savingPercent: 91.2 });
  const page = reportPage(aReport({ policies: [lossy, aRow()] }));

  it('prints a dash for its ratios and why, and keeps the numbers where programs look', () => {
    expect(page).toContain('data-key="costVsOracle" data-value="0.58">–</td>');
    expect(page).toContain('data-key="savingPercent" data-value="91.2">–</td>');
    expect(page).toContain('<dd data-fact="costVsOracle">–</dd><dd class="note">3 ended with data</dd>');
    expect(page).not.toMatch(/×0\.58|91\.2 %/);
  });
});
