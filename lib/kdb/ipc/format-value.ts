// kdb+ values as text for people: temporal values as dates and times, the rest briefly. For messages only.
import { KDB_EPOCH_MS, TYPE_NAMES, type QAnswer, type Scalar, type TypeNumber } from './values.ts';

const DAY_NS = 86_400_000_000_000n;
const TEXT_LENGTH_MAX = 300;
const ITEM_COUNT_SHOWN = 8;

/** A value in at most about 300 characters: what came, for an error that says what was asked for. */
export function excerptOfValue(answer: QAnswer): string {
  const text = describe(answer, 0);
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
}

function describe(answer: QAnswer, depth: number): string {
  if (depth > 4) return '…';
  switch (answer.kind) {
    case 'error':
      return `'${answer.text}`;
    case 'null':
      return '(::)';
    case 'chars':
      return JSON.stringify(answer.text.slice(0, TEXT_LENGTH_MAX));
    case 'atom':
      return `${formatScalar(answer.type, answer.value)} (${TYPE_NAMES[answer.type]})`;
    case 'vector':
      return `${TYPE_NAMES[answer.type]}s [${shown(answer.items, (item) => formatScalar(answer.type, item))}]`;
    case 'list':
      return `list (${shown(answer.items, (item) => describe(item, depth + 1))})`;
    case 'dict':
      return `dictionary ${describe(answer.keys, depth + 1)} ! ${describe(answer.values, depth + 1)}`;
    case 'table':
      return `table of ${answer.columns.slice(0, ITEM_COUNT_SHOWN).join(', ')}`;
  }
}

function shown<T>(items: readonly T[], format: (item: T) => string): string {
  const more = items.length > ITEM_COUNT_SHOWN ? `, … ${items.length} in all` : '';
  return items.slice(0, ITEM_COUNT_SHOWN).map(format).join(', ') + more;
}

/** One item as text: `2023-11-14T22:13:20.123456789`, `-0D01:30:00.000000000`, `25:00`, `0W`; null is `null`. */
export function formatScalar(type: TypeNumber, value: Scalar): string {
  if (value === null) return 'null';
  if ((value === '0W' || value === '-0W') && type !== 11 && type !== 10) return value;
  switch (type) {
    case 12:
      return timestamp(BigInt(value));
    case 13:
      return month(Number(value));
    case 14:
      return isoOf(Number(value) * 86_400_000).slice(0, 10);
    case 15:
      return isoOf(Math.round(Number(value) * 86_400_000)).slice(0, 23);
    case 16:
      return timespan(BigInt(value));
    case 17:
      return clock(Number(value) * 60_000).slice(0, -7);
    case 18:
      return clock(Number(value) * 1_000).slice(0, -4);
    case 19:
      return clock(Number(value));
    case 1:
    case 2:
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
    case 9:
    case 10:
    case 11:
      return String(value);
  }
}

function timestamp(ns: bigint): string {
  const dayNs = ((ns % DAY_NS) + DAY_NS) % DAY_NS;
  const day = Number((ns - dayNs) / DAY_NS);
  return `${isoOf(day * 86_400_000).slice(0, 10)}T${timeOfDay(dayNs)}`;
}

function timespan(ns: bigint): string {
  const size = ns < 0n ? -ns : ns;
  return `${ns < 0n ? '-' : ''}${size / DAY_NS}D${timeOfDay(size % DAY_NS)}`;
}

function timeOfDay(ns: bigint): string {
  const seconds = Number(ns / 1_000_000_000n);
  const fraction = String(ns % 1_000_000_000n).padStart(9, '0');
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${fraction}`;
}

/** `[-]hh:mm:ss.mmm`; hours may pass 23. */
function clock(ms: number): string {
  const size = Math.abs(ms);
  const fraction = String(size % 1000).padStart(3, '0');
  const text = `${two(size / 3_600_000)}:${two((size / 60_000) % 60)}:${two((size / 1000) % 60)}.${fraction}`;
  return ms < 0 ? `-${text}` : text;
}

function month(count: number): string {
  const year = 2000 + Math.floor(count / 12);
  return `${year}-${two((((count % 12) + 12) % 12) + 1)}`;
}

/** Days of kdb+ reach years that `Date` cannot hold; those are shown as a count. */
function isoOf(msSince2000: number): string {
  const date = new Date(msSince2000 + KDB_EPOCH_MS);
  return Number.isNaN(date.getTime()) ? `${msSince2000 / 86_400_000} days` : date.toISOString();
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
