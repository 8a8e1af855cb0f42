// What `spillway adopt` would change of a stream: (stream, wishes) → plan. Pure. All of it is tags, and AWS puts them in one
// call: `spillway:managed`, with which Spillway begins, and the record with which release can undo it, or none of them.
import { MANAGED_TAG } from '../../../targets/kinesis-stream/domain/stream.ts';
import { parseStreamPolicy, type StreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import {
  STREAM_TAGS_MAX,
  type StreamTagChange,
} from '../../../targets/kinesis-stream/ports/stream-settings.ts';
import type { Stream } from '../../../targets/kinesis-stream/ports/streams.ts';
import type { ChangePlan } from '../../adoption/planned-change.ts';
import {
  mustFit,
  readRecordWords,
  readTagRecord,
  RECORD_TAG,
  RECORD_VERSION,
  tagsOfTagRecord,
} from '../../adoption/tag-record.ts';

export type StreamChangePlan = ChangePlan<StreamTagChange>;

const MAX_TAG = 'spillway:shards-max';

/** No rows if it is adopted in every point. `wished`: values of tags by full name, as the user gave them. */
export function planStreamAdoption(
  stream: Stream,
  wished: Readonly<Record<string, string>>,
): StreamChangePlan {
  const { tags, status } = stream;
  const after = { ...wished, [MANAGED_TAG]: 'true' };
  const policy = parseStreamPolicy({ ...tags, ...after });
  if (!policy.ok) {
    const texts = policy.problems.map((p) =>
      p.tag === MAX_TAG && p.given === 'nothing'
        ? `it has no tag ${MAX_TAG}, the most shards that it may ever have: say it with --shards-max`
        : `tag ${p.tag} is "${p.given}", allowed is ${p.allowed}`,
    );
    return { kind: 'refused', why: `the stream would be held: ${texts.join('; ')}` };
  }
  const put = Object.entries(after).filter(([key, value]) => tags[key] !== value);
  const notes = notesOf(stream, policy.policy);
  if (put.length === 0) return { kind: 'planned', rows: [], notes };
  const unsteady = whyUnsteady(status);
  if (unsteady) return unsteady;
  // What is recorded stays: the first value is the one from before the adoption.
  const isRecorded = readRecordWords(tags) !== undefined;
  const was = { ...Object.fromEntries(put.map(([key]) => [key, tags[key]])), ...readTagRecord(tags) };
  const record = { [RECORD_TAG]: RECORD_VERSION, ...tagsOfTagRecord(was) };
  mustFit(record);
  const all = { ...record, ...Object.fromEntries(put) };
  const count = new Set([...Object.keys(tags).filter((key) => !key.startsWith('aws:')), ...Object.keys(all)])
    .size;
  if (count > STREAM_TAGS_MAX) {
    const why = `the stream would have ${count} tags, allowed are ${STREAM_TAGS_MAX}: remove some first`;
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
  const changes: readonly StreamTagChange[] = [{ kind: 'put-tags', tags: all }];
  return {
    kind: 'planned',
    rows: rows.map((row, i) => ({ ...row, changes: i === 0 ? changes : [] })),
    notes,
  };
}

/** A stream that is being made or deleted has no settings to change; one that reshards has, unless AWS says otherwise then. */
export function whyUnsteady(
  status: Stream['status'],
): Extract<StreamChangePlan, { kind: 'refused' }> | undefined {
  if (status !== 'creating' && status !== 'deleting') return undefined;
  return { kind: 'refused', why: `the stream is ${status}: AWS takes no tags now` };
}

/** What a person should know before saying yes, as sentences. */
function notesOf({ tags, shardCount }: Stream, policy: StreamPolicy): readonly string[] {
  const { shardsMax, mode, consumers } = policy;
  const stack = tags['aws:cloudformation:stack-name'];
  return [
    ...(shardCount > shardsMax
      ? [
          `The stream has ${shardCount} shards, more than ${MAX_TAG} (${shardsMax}): none are added, and some go only when the load fits.`,
        ]
      : []),
    ...(mode === 'dry-run' ? ['In mode dry-run Spillway decides and reports, and changes nothing.'] : []),
    ...(mode === 'off' ? ['In mode off Spillway holds the stream.'] : []),
    ...(consumers === 'none'
      ? [
          'With spillway:consumers = none the stream may shrink though nobody says whether its readers keep up.',
        ]
      : []),
    ...(stack === undefined
      ? []
      : [
          `The stream belongs to the CloudFormation stack ${stack}: take ShardCount out of its template and put these tags in, or the next update may undo this.`,
        ]),
  ];
}
