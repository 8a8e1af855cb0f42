// The handshake: credentials and capability, answered by one byte or, on refusal, by closing.
// Source: https://code.kx.com/q/basics/ipc/#handshake
import { KdbError } from './errors.ts';

/** 3: compression, timestamps, guids. 6 would admit messages over 2 GB, which are not read here. */
export const CAPABILITY = 3;

/** What the client sends first. Throws `KdbError` (`bad-request`) for credentials that cannot be sent. */
export function handshakeBytes(credentials: {
  readonly username?: string;
  readonly password?: string;
}): Buffer {
  const { username = '', password } = credentials;
  const text = password === undefined ? username : `${username}:${password}`;
  if (text.includes('\0')) throw new KdbError('bad-request', 'user and password must not hold a zero byte');
  return Buffer.concat([Buffer.from(text, 'utf8'), Uint8Array.of(CAPABILITY, 0)]);
}

/** Throws `KdbError` (`not-kdb`) if the first byte that came is no capability that we can share. */
export function checkHandshakeAnswer(chunk: Uint8Array): void {
  const [capability = 255] = chunk;
  if (capability > CAPABILITY) {
    const shown = Buffer.from(chunk.subarray(0, 8)).toString('latin1');
    throw new KdbError('not-kdb', `not kdb+: the login was answered with ${JSON.stringify(shown)}`);
  }
}
