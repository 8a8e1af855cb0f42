// What a group was before `spillway adopt`: kept in tags on the group itself, so that `release` can undo
// exactly that, from any machine. Pure: record ↔ tags. Next: plan-adoption.ts, plan-release.ts. The tags that were written
// are recorded as for every kind of target: tag-record.ts.
//
//   spillway:adopted           v1 new-protected=off az-rebalance=on hook=none …   settings adopt changed
//   spillway:adopted-hook      name of a hook that was there and was changed
//   spillway:adopted-nodes-<n> instance ids without `i-`; see `nodes` below
import { ADOPTED_HOOK_TAG } from '../../../targets/rdb-group/domain/group.ts';
import {
  isRecordTag,
  mustFit,
  readRecordWords,
  readTagRecord,
  RECORD_TAG,
  RECORD_VERSION,
  TAG_VALUE_LENGTH_MAX,
  tagsOfTagRecord,
  type TagRecord,
} from '../../adoption/tag-record.ts';

/** Instance ids are recorded in at most so many tags, of the 50 that a group may have. */
export const NODE_TAGS_MAX = 8;

const NODES_TAG = 'spillway:adopted-nodes-';

/** The settings as they were; a setting that adopt did not change is absent. */
export interface AdoptionRecord {
  readonly newInstancesProtected?: false;
  readonly azRebalance?: 'running';
  /** `none`: there was no terminating hook, and adopt made its own. Else the named hook's default result. */
  readonly hook?: { readonly was: 'none' } | { readonly was: 'CONTINUE'; readonly name: string };
  readonly onAbandon?: 'terminate';
  readonly deletionProtection?: 'none';
  /** The group's own alarm was made; its name follows from the group's. */
  readonly alarm?: 'made';
  /** Tags written, with the value that each had; `undefined`: it was not there. */
  readonly tags: TagRecord;
  /**
   * `all-but`: every node is unprotected by release but these (new nodes were not protected before, so the
   * few that were are named). `only`: these alone are. `too-many`: not recorded; release leaves them.
   */
  readonly nodes?: NodesRecord;
}

export type NodesRecord =
  | { readonly kind: 'all-but' | 'only'; readonly instanceIds: readonly string[] }
  | { readonly kind: 'too-many' };

/** The record of an adopted group; `undefined` if `adopt` never wrote one. Throws if it cannot be read. */
export function readRecord(tags: Readonly<Record<string, string>>): AdoptionRecord | undefined {
  const words = readRecordWords(tags);
  if (!words) return undefined;
  const was = new Map(words.map((word) => splitAt(word, word.indexOf('='))));
  const hook = readHook(was.get('hook'), tags);
  const nodes = readNodes(was.get('nodes'), tags);
  return {
    ...(was.get('new-protected') === 'off' && { newInstancesProtected: false as const }),
    ...(was.get('az-rebalance') === 'on' && { azRebalance: 'running' as const }),
    ...(hook && { hook }),
    ...(was.get('on-abandon') === 'terminate' && { onAbandon: 'terminate' as const }),
    ...(was.get('deletion-protection') === 'none' && { deletionProtection: 'none' as const }),
    ...(was.get('alarm') === 'made' && { alarm: 'made' as const }),
    tags: readTagRecord(tags),
    ...(nodes && { nodes }),
  };
}

/** The tags that hold a record. Throws if a value would not fit into a tag. */
export function recordTags(record: AdoptionRecord): Readonly<Record<string, string>> {
  const words = [
    RECORD_VERSION,
    ...(record.newInstancesProtected === false ? ['new-protected=off'] : []),
    ...(record.azRebalance ? ['az-rebalance=on'] : []),
    ...(record.hook ? [`hook=${record.hook.was}`] : []),
    ...(record.onAbandon ? ['on-abandon=terminate'] : []),
    ...(record.deletionProtection ? ['deletion-protection=none'] : []),
    ...(record.alarm ? ['alarm=made'] : []),
    ...(record.nodes ? [`nodes=${record.nodes.kind}`] : []),
  ];
  const tags: Record<string, string> = { [RECORD_TAG]: words.join(' '), ...tagsOfTagRecord(record.tags) };
  if (record.hook?.was === 'CONTINUE') tags[ADOPTED_HOOK_TAG] = record.hook.name;
  if (record.nodes && record.nodes.kind !== 'too-many') {
    Object.assign(tags, nodeTags(record.nodes.instanceIds));
  }
  mustFit(tags);
  return tags;
}

/** Whether a tag belongs to a group's record, and so goes when the group is released. */
export function isGroupRecordTag(key: string): boolean {
  return isRecordTag(key) || key === ADOPTED_HOOK_TAG || key.startsWith(NODES_TAG);
}

/** Ids to a record that fits into the tags it may take. */
export function nodesRecord(kind: 'all-but' | 'only', instanceIds: readonly string[]): NodesRecord {
  const fits = Object.keys(nodeTags(instanceIds)).length <= NODE_TAGS_MAX;
  return fits ? { kind, instanceIds: [...instanceIds].sort() } : { kind: 'too-many' };
}

function nodeTags(instanceIds: readonly string[]): Readonly<Record<string, string>> {
  const lines: string[] = [];
  for (const id of [...instanceIds].sort()) {
    const last = lines.at(-1);
    const word = id.replace(/^i-/, '');
    if (last === undefined || last.length + 1 + word.length > TAG_VALUE_LENGTH_MAX) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return Object.fromEntries(lines.map((line, index) => [`${NODES_TAG}${index + 1}`, line]));
}

function readNodes(
  kind: string | undefined,
  tags: Readonly<Record<string, string>>,
): NodesRecord | undefined {
  if (kind === 'too-many') return { kind };
  if (kind !== 'all-but' && kind !== 'only') return undefined;
  const instanceIds = Object.entries(tags)
    .filter(([key]) => key.startsWith(NODES_TAG))
    .flatMap(([, value]) => value.split(' ').filter(Boolean))
    .map((word) => `i-${word}`)
    .sort();
  return { kind, instanceIds };
}

function readHook(
  word: string | undefined,
  tags: Readonly<Record<string, string>>,
): AdoptionRecord['hook'] | undefined {
  if (word === 'none') return { was: 'none' };
  const name = tags[ADOPTED_HOOK_TAG];
  return word === 'CONTINUE' && name !== undefined ? { was: 'CONTINUE', name } : undefined;
}

function splitAt(text: string, index: number): readonly [string, string] {
  return [text.slice(0, index), text.slice(index + 1)];
}
