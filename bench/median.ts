// The middle of the measurements; the slowest and fastest say more of the machine than of the code.

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
