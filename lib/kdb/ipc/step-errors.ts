// What it means that a connection ended, or that its deadline passed, in each of its steps. Used by connection.ts.
import { KdbError } from './errors.ts';

export type Step = 'connecting' | 'logging in' | 'waiting for the answer' | 'handing over' | 'idle';

const DURING: { readonly [S in Step]?: string } = {
  'handing over': 'handing the message over',
};

export function timedOutError(peer: string, step: Step): KdbError {
  return new KdbError('timed-out', `No answer from ${peer} in time: ${DURING[step] ?? step}`);
}

export interface Ended {
  readonly peer: string;
  readonly step: Step;
  readonly isTls: boolean;
  /** Of a message that had begun to come, and how many it would have had, where known. */
  readonly bytes: number;
  readonly length?: number;
}

/** The peer ended the connection. */
export function endedError({ peer, step, isTls, bytes, length }: Ended): KdbError {
  if (step === 'connecting' && isTls) {
    const what = `${peer} closed the connection instead of agreeing on TLS (does it run with -E?)`;
    return new KdbError('tls', what);
  }
  if (step === 'logging in') {
    return new KdbError(
      'access-denied',
      // kdb+ closes without a word, whatever its reason: https://code.kx.com/q/basics/ipc/#handshake
      `${peer} closed the connection during login: it refuses the user or password, or allows no connection from here, or has reached its limit of connections${isTls ? '' : ', or speaks TLS only'}`,
    );
  }
  const part =
    bytes === 0 ? 'without an answer' : `after ${bytes} of ${length ?? 'unknown'} bytes of the answer`;
  return new KdbError('closed', `${peer} closed the connection ${part}`);
}
