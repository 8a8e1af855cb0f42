// Ends a q process from outside, in a drill alone: `exit 1`, which closes the connection and answers nothing.
// Source: https://code.kx.com/q/ref/exit/
import { APPLIED, type Outcome } from '../core/outcome.ts';
import { KdbError } from './ipc/errors.ts';
import { queryOnce } from './ipc/query.ts';
import type { KdbTarget } from './ipc/socket.ts';

/** The emulated RDBs know it, too. */
export const EXIT_QUERY = 'exit 1';

const WITHIN_MS = 5_000;

/** Nobody was let in, or nobody was there: nothing has ended. */
const NEVER_ASKED: ReadonlySet<string> = new Set([
  ...['refused', 'unreachable', 'access-denied', 'certificate', 'tls', 'not-kdb', 'q-error', 'bad-request'],
]);

/** Sent once. Throws for nothing that a process or the network can do. */
export async function killProcess(target: KdbTarget): Promise<Outcome> {
  try {
    await queryOnce(target, EXIT_QUERY, { signal: AbortSignal.timeout(WITHIN_MS) });
    return { kind: 'unknown', message: 'the process answered, and should have ended' };
  } catch (error) {
    if (!(error instanceof KdbError)) throw error;
    if (error.code === 'closed') return APPLIED;
    if (!NEVER_ASKED.has(error.code)) return { kind: 'unknown', message: error.message };
    return { kind: 'rejected', code: error.code, message: error.message, failure: 'refused' };
  }
}
