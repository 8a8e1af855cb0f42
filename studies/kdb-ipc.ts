// The q IPC client against node-q, decoding the same replies: `npx tsx studies/kdb-ipc.ts`.
// node-q gets its fastest settings; ours keeps longs exact and nulls explicit. Medians of rounds, interleaved.
import { createRequire } from 'node:module';
import { decodeMessage } from '../lib/kdb/ipc/decode-value.ts';
import { bytesOf, vectors } from '../test/kdb/ipc/vectors.ts';

type Deserialize = (
  bytes: Buffer,
  nanos2date: boolean,
  flip: boolean,
  char2null: boolean,
  long2number: boolean,
) => unknown;
const { deserialize } = createRequire(import.meta.url)('node-q/lib/c.js') as { deserialize: Deserialize };

const REPLIES = [
  'dict-qw-le',
  'list-telemetry-full-le',
  'table-many-types-le',
  'large-longs-le',
  'large-longs-zip-le',
  'large-table-le',
  'large-table-zip-le',
];
const ROUNDS = 15;
const ROUND_MS = 40;

process.on('warning', () => undefined);
const rows = REPLIES.map((name) => {
  const vector = vectors.find((candidate) => candidate.name === name);
  if (!vector) throw new Error(`no vector ${name}`);
  const bytes = bytesOf(vector);
  const ours = () => decodeMessage(bytes, 1024 ** 2);
  const theirs = () => deserialize(bytes, true, false, true, true);
  const [oursNs, theirsNs] = medians(ours, theirs);
  return {
    reply: name,
    bytes: bytes.length,
    'ours ns': Math.round(oursNs),
    'node-q ns': Math.round(theirsNs),
    'times as fast': Math.round((theirsNs / oursNs) * 10) / 10,
  };
});
console.table(rows);

function medians(...runs: readonly (() => unknown)[]): [number, number] {
  const samples: number[][] = runs.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    runs.forEach((run, i) => samples[i]?.push(nanosecondsOf(run)));
  }
  const [ours, theirs] = samples.map((list) => list.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN);
  return [ours ?? NaN, theirs ?? NaN];
}

function nanosecondsOf(run: () => unknown): number {
  const startedAtMs = performance.now();
  let count = 0;
  let elapsedMs = 0;
  while (elapsedMs < ROUND_MS) {
    for (let i = 0; i < 50; i++) run();
    count += 50;
    elapsedMs = performance.now() - startedAtMs;
  }
  return (elapsedMs * 1e6) / count;
}
