// How many spares there are, and are wanted, in words for somebody on call.

/** Of those that are wanted; none may be. */
export function sparesThere(have: number, wanted: number): string {
  if (wanted === 0)
    return have === 0 ? 'No spare is needed' : `No spare is needed, and ${isOrAre(have)} there or coming`;
  if (have === wanted)
    return wanted === 1 ? 'The spare is there or coming' : `The ${wanted} spares are there or coming`;
  return `${have} spares are there or coming, ${wanted} wanted`;
}

/** `have` is less than `wanted`. */
export function missingSpares(have: number, wanted: number): string {
  const missing = wanted - have;
  return missing === 1 ? 'a spare is missing' : `${missing} spares are missing`;
}

function isOrAre(count: number): string {
  return count === 1 ? '1 is' : `${count} are`;
}
