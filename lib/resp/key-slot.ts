// Which of the 16,384 slots a key is in, and a word that puts a key into a slot of one's choice. Pure.
// Source: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ ("Key distribution model", "Hash tags")

const SLOT_COUNT = 16_384;

/** Of what stands between the first braces, where there is anything. */
export function slotOfKey(key: string): number {
  const tag = /\{([^}]+)\}/.exec(key)?.[1];
  return crc16(Buffer.from(tag ?? key)) % SLOT_COUNT;
}

/** The first number, as text, that is in one of the slots: for the braces of a key. Slots are written as `0-8191`. */
export function tagInSlots(slots: string): string | undefined {
  const ranges = slots.split(',').map((range) => range.split('-').map(Number));
  const isIn = (slot: number) => ranges.some(([first = 0, last = first]) => slot >= first && slot <= last);
  for (let number = 0; number < 64 * SLOT_COUNT; number += 1)
    if (isIn(slotOfKey(String(number)))) return String(number);
  return undefined;
}

/** CRC16-CCITT (XMODEM): the same page, appendix A. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
