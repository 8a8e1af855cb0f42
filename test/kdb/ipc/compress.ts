// Compresses a message as kdb+ does, for tests: the other side of lib/kdb/ipc/decompress.ts. decode-value.test.ts
// holds it to the vectors, byte for byte.
// Source of the format: KX's Java client, https://github.com/KxSystems/javakdb (c.java, compress).

/** Copies are of two bytes and at most so many more. */
const COPY_MORE_MAX = 255;

/** A whole message of any size and compressibility; kdb+ sends one so only where that halves it. */
export function compress(message: Buffer): Buffer {
  const littleEndian = message[0] === 1;
  const head = Buffer.concat([message.subarray(0, 8), Buffer.alloc(4)]);
  head[2] = 1;
  const body: number[] = [];
  const slots = new Int32Array(256);
  const at = (index: number) => message[index] ?? 0;
  let [flagAt, bit, pending, pendingHash] = [0, 0, 0, 0];
  for (let from = 8; from < message.length; bit = bit === 128 ? 0 : bit << 1) {
    if (bit === 0) {
      flagAt = body.push(0) - 1;
      bit = 1;
    }
    const hash = at(from) ^ at(from + 1);
    const known = slots[hash] ?? 0;
    const isLiteral = from > message.length - 3 || known === 0 || at(known) !== at(from);
    if (pending > 0) slots[pendingHash] = pending;
    pending = 0;
    if (isLiteral) {
      [pendingHash, pending] = [hash, from];
      body.push(at(from++));
      continue;
    }
    slots[hash] = from;
    body[flagAt] = (body[flagAt] ?? 0) | bit;
    from += 2;
    let more = 0;
    const moreMax = Math.min(COPY_MORE_MAX, message.length - from);
    while (more < moreMax && at(known + 2 + more) === at(from + more)) more += 1;
    from += more;
    body.push(hash, more);
  }
  const zipped = Buffer.concat([head, Uint8Array.from(body)]);
  if (littleEndian) {
    zipped.writeUInt32LE(zipped.length, 4);
    zipped.writeUInt32LE(message.length, 8);
  } else {
    zipped.writeUInt32BE(zipped.length, 4);
    zipped.writeUInt32BE(message.length, 8);
  }
  return zipped;
}
