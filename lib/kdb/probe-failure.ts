// Why a q process could not be asked, or told, as it is said to whoever wanted it.
import type { ProbeFailure } from '../targets/rdb-group/ports/probe.ts';
import { KdbError } from './ipc/errors.ts';
import { peerOf, type KdbTarget } from './ipc/socket.ts';

/** Never with credentials. */
export function failureOf(
  error: unknown,
  target: Pick<KdbTarget, 'host' | 'port'>,
  deadlineMs: number,
): ProbeFailure {
  if (error instanceof KdbError) {
    const within = error.code === 'timed-out' ? ` (${deadlineMs} ms)` : '';
    return { code: error.code, message: error.message + within };
  }
  // Not the error's own text: it is a mistake of ours, and might quote what it was working on.
  const name = error instanceof Error ? error.name : 'Error';
  return { code: 'internal', message: `${peerOf(target)}: unexpected ${name} in the probe` };
}
