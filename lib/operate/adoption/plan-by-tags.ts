// What `spillway adopt` and `release` would change of a target whose adoption is tags alone, as that of streams and clusters
// is: (target, wishes) → plan. Pure. AWS puts the tags in one call: `spillway:managed`, with which Spillway begins, and the
// record with which release can undo it, or none of them. What a kind has to say beside this, it says in its notes.
import { MANAGED_TAG, type ParsedTags, type PolicyFrame } from '../../core/tags/tag-policy.ts';
import type { TagChange } from '../../ports/tag-change.ts';
import type { ChangePlan, PlannedChange } from './planned-change.ts';
import {
  isRecordTag,
  mustFit,
  readRecordWords,
  readTagRecord,
  RECORD_TAG,
  RECORD_VERSION,
  tagsOfTagRecord,
} from './tag-record.ts';

export type TagPlan = ChangePlan<TagChange>;

type Tags = Readonly<Record<string, string>>;
type Refused = Extract<TagPlan, { kind: 'refused' }>;

export interface TaggedTarget {
  readonly tags: Tags;
  readonly status: string;
}

/** What differs from kind to kind. */
export interface TaggedKind<Target extends TaggedTarget, Policy extends PolicyFrame> {
  /** `stream` */
  readonly noun: string;
  /** How many tags a target may have. */
  readonly tagsMax: number;
  /** What says in a CloudFormation template how large it is. */
  readonly sizeProperty: string;
  /** The tag without which it is held, and what a person does about it. */
  readonly required: { readonly tag: string; readonly remedy: string };
  readonly parse: (tags: Tags) => ParsedTags<Policy>;
  /** What a person should know before saying yes, as sentences. */
  readonly notesOf: (target: Target, policy: Policy) => readonly string[];
}

/** No rows if it is adopted in every point. `wished`: values of tags by full name, as the user gave them. */
export function planAdoption<Target extends TaggedTarget, Policy extends PolicyFrame>(
  kind: TaggedKind<Target, Policy>,
  target: Target,
  wished: Tags,
): TagPlan {
  const { noun, tagsMax, required } = kind;
  const { tags } = target;
  const after = { ...wished, [MANAGED_TAG]: 'true' };
  const policy = kind.parse({ ...tags, ...after });
  if (!policy.ok) {
    const texts = policy.problems.map((p) =>
      p.tag === required.tag && p.given === 'nothing'
        ? `it has no tag ${required.tag}, ${required.remedy}`
        : `tag ${p.tag} is "${p.given}", allowed is ${p.allowed}`,
    );
    return { kind: 'refused', why: `the ${noun} would be held: ${texts.join('; ')}` };
  }
  const put = Object.entries(after).filter(([key, value]) => tags[key] !== value);
  const notes = [...kind.notesOf(target, policy.policy), ...sharedNotes(kind, target, policy.policy)];
  if (put.length === 0) return { kind: 'planned', rows: [], notes };
  const unsteady = whyUnsteady(noun, target);
  if (unsteady) return unsteady;
  // What is recorded stays: the first value is the one from before the adoption.
  const isRecorded = readRecordWords(tags) !== undefined;
  const was = { ...Object.fromEntries(put.map(([key]) => [key, tags[key]])), ...readTagRecord(tags) };
  const record = { [RECORD_TAG]: RECORD_VERSION, ...tagsOfTagRecord(was) };
  mustFit(record);
  const all = { ...record, ...Object.fromEntries(put) };
  const count = new Set([...Object.keys(tags).filter((key) => !key.startsWith('aws:')), ...Object.keys(all)])
    .size;
  if (count > tagsMax) {
    const why = `the ${noun} would have ${count} tags, allowed are ${tagsMax}: remove some first`;
    return { kind: 'refused', why };
  }
  const isNew = Object.entries(record).some(([key, value]) => tags[key] !== value);
  const rows = [
    ...(isNew
      ? [
          {
            setting: 'record of what was, for release',
            now: isRecorded ? 'older' : 'none',
            after: `in tag ${RECORD_TAG} and beside it`,
          },
        ]
      : []),
    ...put.map(([key, value]) => ({ setting: `tag ${key}`, now: tags[key] ?? 'not set', after: value })),
  ];
  // One call for all of them.
  const changes: readonly TagChange[] = [{ kind: 'put-tags', tags: all }];
  return {
    kind: 'planned',
    rows: rows.map((row, i) => ({ ...row, changes: i === 0 ? changes : [] })),
    notes,
  };
}

/**
 * The tags that adopt wrote, back to what they were; the record goes with the last call, so that a release that broke off can be
 * run again.
 */
export function planRelease(noun: string, target: TaggedTarget): TagPlan {
  const { tags } = target;
  const isRecorded = readRecordWords(tags) !== undefined;
  if (!isRecorded && tags[MANAGED_TAG] !== 'true') return { kind: 'planned', rows: [], notes: [] };
  if (!isRecorded) {
    const why =
      `spillway adopt keeps a record in the tag ${RECORD_TAG}, and there is none: nothing can be undone. ` +
      `To stop Spillway, remove the tag ${MANAGED_TAG} or set spillway:mode to off`;
    return { kind: 'refused', why };
  }
  const unsteady = whyUnsteady(noun, target);
  if (unsteady) return unsteady;
  const was = Object.entries(readTagRecord(tags)).filter(([key, value]) => tags[key] !== value);
  const put = Object.fromEntries(was.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const gone = was.flatMap(([key, value]) => (value === undefined ? [key] : []));
  const keys = [...gone, ...Object.keys(tags).filter(isRecordTag)];
  const row = (key: string, changes: readonly TagChange[]): PlannedChange<TagChange> => ({
    setting: `tag ${key}`,
    now: tags[key] ?? 'not set',
    after: put[key] ?? 'not set',
    changes,
  });
  return {
    kind: 'planned',
    rows: [
      // One call for those that get a value back, one for those that go.
      ...Object.keys(put).map((key, i) => row(key, i === 0 ? [{ kind: 'put-tags', tags: put }] : [])),
      {
        setting: 'record of what was',
        now: `in tag ${RECORD_TAG} and beside it`,
        after: 'removed',
        changes: [{ kind: 'delete-tags', keys }],
      },
      ...gone.map((key) => row(key, [])),
    ],
    notes: [],
  };
}

/** One that is being made or deleted has no settings to change; one that is being changed has, unless AWS says otherwise then. */
function whyUnsteady(noun: string, { status }: TaggedTarget): Refused | undefined {
  if (status !== 'creating' && status !== 'deleting') return undefined;
  return { kind: 'refused', why: `the ${noun} is ${status}: AWS takes no tags now` };
}

function sharedNotes<Target extends TaggedTarget, Policy extends PolicyFrame>(
  { noun, sizeProperty }: TaggedKind<Target, Policy>,
  { tags }: TaggedTarget,
  { mode }: PolicyFrame,
): readonly string[] {
  const stack = tags['aws:cloudformation:stack-name'];
  return [
    ...(mode === 'dry-run' ? ['In mode dry-run Spillway decides and reports, and changes nothing.'] : []),
    ...(mode === 'off' ? [`In mode off Spillway holds the ${noun}.`] : []),
    ...(stack === undefined
      ? []
      : [
          `The ${noun} belongs to the CloudFormation stack ${stack}: take ${sizeProperty} out of its template and put these tags in, or the next update may undo this.`,
        ]),
  ];
}
