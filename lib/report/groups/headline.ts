// The finding of a report as one sentence. What went wrong comes first, and then nothing is praised.
import type { PolicyRow } from '../report-data.ts';
import { spokenSeconds } from '../spoken-seconds.ts';
import { hasFixedFailed, isComparable, type Troubles } from './troubles.ts';

/** A spare that waited for less was there by luck: the sentence says so. */
const CLOSE_CALL_SECONDS = 60;

/** Below half a percent either way is no difference. */
const SAME_PERCENT = 0.5;

/** What a reader should take away of a policy. */
export function headlineOf(row: Omit<PolicyRow, 'label'>): string {
  const days = row.days === 1 ? 'The day' : `The ${row.days} days`;
  if (!isComparable(row)) return `${days} had ${listOf(troublesOf(row))}, for $${row.costUsd.toFixed(2)}.`;
  return `${days} ${costOf(row)}${rollsOf(row)}.`;
}

function costOf(row: Omit<PolicyRow, 'label'>): string {
  const { savingPercent } = row;
  const hours = `took ${row.instanceHours.toFixed(1)} instance-hours`;
  if (savingPercent === null) return hours;
  if (hasFixedFailed(row)) return `${hours}, where the fixed server would have run out of memory`;
  if (Math.abs(savingPercent) < SAME_PERCENT) return 'cost as much as the fixed server';
  const percent = Math.abs(savingPercent).toFixed(0);
  return `cost ${percent} % ${savingPercent > 0 ? 'less' : 'more'} than the fixed server`;
}

function rollsOf({ minCushionSeconds }: Pick<PolicyRow, 'minCushionSeconds'>): string {
  if (minCushionSeconds === null) return ', and no roll was needed';
  if (minCushionSeconds < CLOSE_CALL_SECONDS)
    return `; every roll found a spare waiting, but the closest for only ${spokenSeconds(minCushionSeconds)}`;
  return `, and every roll found a spare waiting, the closest for ${spokenSeconds(minCushionSeconds)}`;
}

function troublesOf({ terminatedWithData, outOfMemory, lateRolls }: Troubles): readonly string[] {
  return [
    ...(terminatedWithData > 0 ? [`${count(terminatedWithData, 'node')} terminated with data`] : []),
    ...(outOfMemory > 0 ? [`memory exhausted ${count(outOfMemory, 'time')}`] : []),
    ...(lateRolls > 0 ? [count(lateRolls, 'late roll')] : []),
  ];
}

function listOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
