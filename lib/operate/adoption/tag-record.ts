// Which tags `spillway adopt` wrote, and what each was before: kept in tags on the target itself, so that `release` can undo
// exactly that, from any machine. Pure: record ↔ tags. What else a kind records, it keeps beside this.
//
//   spillway:adopted-tags      mode+ policy- …      tags adopt wrote: + was absent, - had another value
//   spillway:was:<name>        that other value

/** A tag's value holds so much: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const TAG_VALUE_LENGTH_MAX = 256;

/** Says that there is a record at all, and of which version; what follows the version is the kind's. */
export const RECORD_TAG = 'spillway:adopted';
export const RECORD_VERSION = 'v1';

const TAGS_TAG = 'spillway:adopted-tags';
const WAS_TAG = 'spillway:was:';
const OURS = 'spillway:';

/** Tags written, with the value that each had; `undefined`: it was not there. */
export type TagRecord = Readonly<Record<string, string | undefined>>;

/** What follows the version in a record; `undefined` if `adopt` never wrote one. Throws if it cannot be read. */
export function readRecordWords(tags: Readonly<Record<string, string>>): readonly string[] | undefined {
  const text = tags[RECORD_TAG];
  if (text === undefined) return undefined;
  const [version, ...words] = text.split(' ').filter(Boolean);
  if (version === RECORD_VERSION) return words;
  throw new Error(`Tag ${RECORD_TAG} is "${text}", allowed is a record that begins with "${RECORD_VERSION}"`);
}

export function readTagRecord(tags: Readonly<Record<string, string>>): TagRecord {
  const was: Record<string, string | undefined> = {};
  for (const word of (tags[TAGS_TAG] ?? '').split(' ').filter(Boolean)) {
    const [name, sign] = [word.slice(0, -1), word.slice(-1)];
    was[OURS + name] = sign === '-' ? (tags[WAS_TAG + name] ?? '') : undefined;
  }
  return was;
}

/** The tags that hold it; none for none. */
export function tagsOfTagRecord(record: TagRecord): Readonly<Record<string, string>> {
  const written = Object.entries(record);
  if (written.length === 0) return {};
  const words = written.map(([key, value]) => `${key.slice(OURS.length)}${value === undefined ? '+' : '-'}`);
  const tags: Record<string, string> = { [TAGS_TAG]: words.join(' ') };
  for (const [key, value] of written) if (value !== undefined) tags[WAS_TAG + key.slice(OURS.length)] = value;
  return tags;
}

/** Throws if a value would not fit into a tag. */
export function mustFit(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    if (value.length > TAG_VALUE_LENGTH_MAX) {
      throw new Error(
        `Tag ${key} would hold ${value.length} characters, allowed are ${TAG_VALUE_LENGTH_MAX}: ${value}`,
      );
    }
  }
}

/** Whether a tag belongs to the record, and so goes when the target is released. */
export function isRecordTag(key: string): boolean {
  return key === RECORD_TAG || key === TAGS_TAG || key.startsWith(WAS_TAG);
}
