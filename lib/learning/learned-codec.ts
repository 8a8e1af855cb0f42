// How what a kind has learned is read again: by its version. What an older version learned is converted, so that a
// deployment forgets nothing; what a newer one learned, or somebody has written over, cannot be read, and is started afresh.
// It holds only what cycles learn again, and proofs of emptiness, which are then gathered again.
import type { LearnedFrame } from './learned-frame.ts';

export interface LearnedCodec<Learned extends LearnedFrame = LearnedFrame> {
  /** Raised when the shape changes, with a conversion from the one before. */
  readonly version: number;
  /** What is known of a target that nobody has looked at. */
  readonly nothing: Learned;
  /** In today's shape, what older versions learned, by their version. Pure. */
  readonly conversions: Readonly<Record<number, (stored: object) => Learned>>;
  /** Whether it has the parts that its version says; absent where the kind looks itself, and holds the target. Pure. */
  readonly isWhole?: (stored: object) => boolean;
}

/** What was learned, from JSON that a cycle of any version has kept; `undefined` where nobody can read it. */
export function readLearned<Learned extends LearnedFrame>(
  { version, conversions, isWhole = () => true }: LearnedCodec<Learned>,
  stored: unknown,
): Learned | undefined {
  const found = versionOf(stored);
  if (typeof stored !== 'object' || stored === null || typeof found !== 'number') return undefined;
  const learned = found === version ? (stored as Learned) : converted(conversions[found], stored);
  return learned && isWhole(learned) ? learned : undefined;
}

/** `undefined` where there is no conversion, or it finds what its version never wrote. */
function converted<Learned>(
  conversion: ((stored: object) => Learned) | undefined,
  stored: object,
): Learned | undefined {
  try {
    return conversion?.(stored);
  } catch {
    // It is of no use to anybody; the caller starts afresh, and says so.
    return undefined;
  }
}

/** The version that stored JSON says it has, for messages. */
export function versionOf(stored: unknown): unknown {
  return (stored as { readonly version?: unknown } | null | undefined)?.version;
}
