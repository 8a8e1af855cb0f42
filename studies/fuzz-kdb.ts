// Fuzzes the q IPC decoder with damaged vectors: `npx tsx studies/fuzz-kdb.ts [inputs] [seed]`.
// Every input must end as a value or a KdbError, soon, and leave no memory behind. Prints its seed.
import { decodeMessage } from '../lib/kdb/ipc/decode-value.ts';
import { KdbError } from '../lib/kdb/ipc/errors.ts';
import { createFrameReader } from '../lib/kdb/ipc/frame.ts';
import { createRandom, mutate } from '../test/kdb/ipc/mutate.ts';
import { bytesOf, malformed, vectors } from '../test/kdb/ipc/vectors.ts';

const inputCount = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20_261_121);
const BYTES_MAX = 1024 ** 2;
/** A decode that takes this long has found a hole, not a busy machine. */
const INPUT_MS_MAX = 1_000;

const corpus = [...vectors, ...malformed.filter((entry) => entry.hex !== undefined)].map(bytesOf);
const random = createRandom(seed);
const outcomes: Record<string, number> = {};
let slowestMs = 0;
let rssPeak = 0;
const startedAtMs = performance.now();

console.log(`${inputCount} inputs from ${corpus.length} messages, seed ${seed}`);
for (let i = 0; i < inputCount; i++) {
  const [message, donor] = [corpus[random(corpus.length)], corpus[random(corpus.length)]];
  if (!message || !donor) continue;
  const input = mutate(message, random, donor);
  const beforeMs = performance.now();
  const outcome = outcomeOf(input);
  const tookMs = performance.now() - beforeMs;
  if (tookMs > INPUT_MS_MAX) throw new Error(`input ${i} took ${tookMs} ms: ${input.toString('hex')}`);
  slowestMs = Math.max(slowestMs, tookMs);
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  if (i % 10_000 === 0) rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
}
console.log({
  outcomes,
  seconds: Math.round((performance.now() - startedAtMs) / 1000),
  slowestMs: Math.round(slowestMs * 10) / 10,
  rssPeakMiB: Math.round(rssPeak / 1024 ** 2),
});

function outcomeOf(input: Buffer): string {
  try {
    const [message] = createFrameReader(BYTES_MAX).push(input);
    if (!message) return 'incomplete';
    return decodeMessage(message, BYTES_MAX).answer.kind === 'error' ? 'q error' : 'value';
  } catch (error) {
    if (error instanceof KdbError) return error.code;
    console.error(`not a KdbError, for ${input.toString('hex')}`);
    throw error;
  }
}
