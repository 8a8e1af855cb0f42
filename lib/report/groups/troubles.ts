// What became of a policy's data. One that lost data, ran out of memory or rolled late did less than was asked of it, so
// what it cost is no match for what kept everything: no table shows it as one.

/** What may go wrong with a group's data, counted. */
export interface Troubles {
  readonly terminatedWithData: number;
  readonly outOfMemory: number;
  readonly lateRolls: number;
}

/** In words, the worst first: `48 ended with data`, `1 out of memory`, `2 late rolls`; none where nothing went wrong. */
export function troubleWords({ terminatedWithData, outOfMemory, lateRolls }: Troubles): readonly string[] {
  return [
    ...(terminatedWithData > 0 ? [`${terminatedWithData} ended with data`] : []),
    ...(outOfMemory > 0 ? [`${outOfMemory} out of memory`] : []),
    ...(lateRolls > 0 ? [`${lateRolls} late roll${lateRolls === 1 ? '' : 's'}`] : []),
  ];
}

/** Whether its cost may be compared with that of a way that kept all data and was never late. */
export function isComparable(row: Troubles): boolean {
  return troubleWords(row).length === 0;
}

/** The one big server that rows are compared with; `null` where none was given. */
export interface FixedServer {
  readonly fixedOutOfMemoryDays: number | null;
  readonly fixedMemoryNeededGiB: number | null;
}

/** What the big server saved or cost more is a comparison only if both kept all data. */
export function isComparableWithFixed(row: Troubles & FixedServer): boolean {
  return isComparable(row) && !hasFixedFailed(row);
}

/** Whether the fixed server would have run out of memory on any of the days. */
export function hasFixedFailed({ fixedOutOfMemoryDays }: FixedServer): boolean {
  return (fixedOutOfMemoryDays ?? 0) > 0;
}

/** Why a table has dashes, a sentence each; none where it has none. */
export function whyNotCompared(
  rows: readonly (Troubles & FixedServer & { readonly label: string; readonly days: number })[],
  fixedMemoryGiB: number | undefined,
): readonly string[] {
  const named = rows.flatMap((row) => {
    const words = troubleWords(row);
    return words.length === 0 ? [] : [`${row.label} (${words.join(', ')})`];
  });
  const [first] = rows;
  return [
    ...(named.length === 0 ? [] : [`No ratio for what did not keep all data in time: ${named.join('; ')}.`]),
    ...(first && hasFixedFailed(first) ? [fixedFailure(first, fixedMemoryGiB)] : []),
  ];
}

function fixedFailure(
  { fixedOutOfMemoryDays, fixedMemoryNeededGiB, days }: FixedServer & { readonly days: number },
  fixedMemoryGiB: number | undefined,
): string {
  const size = fixedMemoryGiB === undefined ? '' : ` of ${fixedMemoryGiB} GiB`;
  const when = days === 1 ? '' : ` on ${fixedOutOfMemoryDays ?? 0} of ${days} days`;
  const need = `${days === 1 ? 'the day' : 'the fullest'} needed ${(fixedMemoryNeededGiB ?? 0).toFixed(1)} GiB`;
  return `The fixed server${size} would have run out of memory${when} (${need}): there is no saving against it.`;
}
