// How what a kind has learned is read again: by its version. What an older version learned is converted, so that a
// deployment forgets nothing; what a newer one learned cannot be read, and is started afresh. It holds only what cycles
// learn again, and proofs of emptiness, which are then gathered again.
import type { LearnedFrame } from './learned-frame.ts';

export interface LearnedCodec<Learned extends LearnedFrame = LearnedFrame> {
  /** Raised when the shape changes, with a conversion from the one before. */
  readonly version: number;
  /** What is known of a target that nobody has looked at. */
  readonly nothing: Learned;
  /** In today's shape, what older versions learned, by their version. Pure. */
  readonly conversions: Readonly<Record<number, (stored: object) => Learned>>;
}

/** What was learned, from JSON that a cycle of any version has kept; `undefined` where nobody can read it. */
export function readLearned<Learned extends LearnedFrame>(
  { version, conversions }: LearnedCodec<Learned>,
  stored: unknown,
): Learned | undefined {
  const found = versionOf(stored);
  if (typeof stored !== 'object' || stored === null || typeof found !== 'number') return undefined;
  return found === version ? (stored as Learned) : conversions[found]?.(stored);
}

/** The version that stored JSON says it has, for messages. */
export function versionOf(stored: unknown): unknown {
  return (stored as { readonly version?: unknown } | null | undefined)?.version;
}
