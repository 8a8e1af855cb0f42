// Work over all kinds of target, where none is named. The kind with plain names must answer; another may be one that nobody
// here uses, and whoever asks need not be allowed to look for it: what is missing is said in a line, and the rest goes on.
import { isForbidden, PortError } from '../lib/core/errors.ts';
import type { OperatedKind } from '../lib/operate/operated-kind.ts';

export interface SkippedKind {
  readonly kind: OperatedKind;
  readonly why: 'denied' | 'failed';
  readonly error: PortError;
}

/** One kind after the other. Throws what is no answer of a port, and what the kind with plain names throws. */
export async function overKinds(
  kinds: readonly OperatedKind[],
  work: (kind: OperatedKind) => Promise<void>,
): Promise<readonly SkippedKind[]> {
  const skipped: SkippedKind[] = [];
  for (const kind of kinds) {
    try {
      await work(kind);
    } catch (error) {
      if (kind.prefix === '' || !(error instanceof PortError)) throw error;
      skipped.push({ kind, why: isForbidden(error.failure) ? 'denied' : 'failed', error });
    }
  }
  return skipped;
}

/** A sentence that names what is missing. */
export function textOfSkipped({ kind: { noun }, why, error }: SkippedKind): string {
  if (why === 'denied') return `No ${noun} is shown: you may not call ${error.call}.`;
  return `Not every ${noun} is shown: ${error.message}.`;
}
