// Seeded randomness: the only source of chance in a simulated world. Same seed, same day.

export interface Random {
  /** From 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number, both ends included. */
  integer(range: { min: number; max: number }): number;
  /** That many hexadecimal digits. */
  hex(digitCount: number): string;
  /** An independent sequence: what one part draws never shifts what another part gets. */
  fork(label: string): Random;
}

/** mulberry32: 32 bits of state, fast, good enough to scatter phases and ids. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    integer: ({ min, max }) => min + Math.floor(next() * (max - min + 1)),
    hex(digitCount) {
      let digits = '';
      while (digits.length < digitCount) digits += Math.floor(next() * 16).toString(16);
      return digits;
    },
    fork: (label) => createRandom(hashOf(`${seed >>> 0}/${label}`)),
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
