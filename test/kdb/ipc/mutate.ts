// Damages messages the way networks, bugs and attackers do, from a seeded source of numbers.

/** Numbers from 0 up to, not including, `below`; the same for the same seed (xorshift32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Values that break parsers more often than others: bounds of counts, type numbers, flags. */
const PICKED = [0, 1, 2, 0x7f, 0x80, 0xff, 98, 99, 100, 101, 127, 11, 10, 7, 236];

/** A copy with one to four damages; the length in the header is mended half of the time, to get past it. */
export function mutate(message: Uint8Array, random: (below: number) => number, donor: Uint8Array): Buffer {
  let bytes = Buffer.from(message);
  for (let damage = random(4); damage >= 0; damage--) {
    const at = random(bytes.length);
    switch (random(6)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = PICKED[random(PICKED.length)] ?? 0;
        break;
      case 2:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 3:
        bytes = Buffer.from(bytes.subarray(0, Math.max(9, at)));
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), donor.subarray(random(donor.length))]);
        break;
      default:
        if (at + 4 <= bytes.length) bytes.writeInt32LE(random(2) === 0 ? 0x7fffffff : random(4096) - 8, at);
    }
    if (bytes.length < 9) bytes = Buffer.concat([bytes, Buffer.alloc(9 - bytes.length)]);
  }
  if (random(2) === 0) {
    if (bytes[0] === 0) bytes.writeUInt32BE(bytes.length, 4);
    else bytes.writeUInt32LE(bytes.length, 4);
  }
  return bytes;
}
