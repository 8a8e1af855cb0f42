// The few numbers that a reader takes away of a group's policy. A ratio that compares with nothing is a dash, with why.
import { factList } from '../page-frame.ts';
import type { PolicyRow } from '../report-data.ts';
import { spokenSeconds } from '../spoken-seconds.ts';
import { hasFixedFailed, isComparable, isComparableWithFixed, troubleWords } from './troubles.ts';

export function groupFacts(row: PolicyRow): string {
  return factList([
    { term: 'Cost', value: `$${row.costUsd.toFixed(2)}`, key: 'costUsd' },
    ...(row.savingPercent === null ? [] : [savingFact(row, row.savingPercent)]),
    ...(row.costVsOracle === null ? [] : [oracleFact(row, row.costVsOracle)]),
    { term: 'Late rolls', value: String(row.lateRolls), key: 'lateRolls', isBad: row.lateRolls > 0 },
    {
      term: 'Closest cushion',
      value:
        row.minCushionSeconds === null
          ? '–'
          : spokenSeconds(row.minCushionSeconds)
              .replace('minutes', 'min')
              .replace(/seconds?/, 's'),
      key: 'minCushionSeconds',
      isBad: (row.minCushionSeconds ?? 0) < 0,
    },
    ...(row.outOfMemory > 0
      ? [{ term: 'Out of memory', value: String(row.outOfMemory), key: 'outOfMemory', isBad: true }]
      : []),
    {
      term: 'Ended with data',
      value: String(row.terminatedWithData),
      key: 'terminatedWithData',
      isBad: row.terminatedWithData > 0,
    },
  ]);
}

function savingFact(row: PolicyRow, savingPercent: number) {
  const fact = { term: 'Against the fixed server', key: 'savingPercent' };
  if (!isComparableWithFixed(row))
    return {
      ...fact,
      value: '–',
      note: hasFixedFailed(row) ? 'it would have run out of memory' : troubleWords(row).join(', '),
    };
  return {
    ...fact,
    value: `${savingPercent > 0 ? '−' : '+'}${Math.abs(savingPercent).toFixed(1)} %`,
    isBad: savingPercent < 0,
  };
}

function oracleFact(row: PolicyRow, costVsOracle: number) {
  const fact = { term: 'Against the oracle', key: 'costVsOracle' };
  return isComparable(row)
    ? { ...fact, value: `×${costVsOracle.toFixed(3)}` }
    : { ...fact, value: '–', note: troubleWords(row).join(', ') };
}
