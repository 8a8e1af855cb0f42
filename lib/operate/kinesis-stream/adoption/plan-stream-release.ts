// What `spillway release` would change of a stream: the tags that adopt wrote, back to what they were; the record goes with
// the last call, so that a release that broke off can be run again. Pure.
import { MANAGED_TAG } from '../../../targets/kinesis-stream/domain/stream.ts';
import type { StreamTagChange } from '../../../targets/kinesis-stream/ports/stream-settings.ts';
import type { Stream } from '../../../targets/kinesis-stream/ports/streams.ts';
import type { PlannedChange } from '../../adoption/planned-change.ts';
import { isRecordTag, readRecordWords, readTagRecord, RECORD_TAG } from '../../adoption/tag-record.ts';
import { whyUnsteady, type StreamChangePlan } from './plan-stream-adoption.ts';

export function planStreamRelease({ tags, status }: Stream): StreamChangePlan {
  const isRecorded = readRecordWords(tags) !== undefined;
  if (!isRecorded && tags[MANAGED_TAG] !== 'true') return { kind: 'planned', rows: [], notes: [] };
  if (!isRecorded) {
    const why =
      `spillway adopt keeps a record in the tag ${RECORD_TAG}, and there is none: nothing can be undone. ` +
      `To stop Spillway, remove the tag ${MANAGED_TAG} or set spillway:mode to off`;
    return { kind: 'refused', why };
  }
  const unsteady = whyUnsteady(status);
  if (unsteady) return unsteady;
  const was = Object.entries(readTagRecord(tags)).filter(([key, value]) => tags[key] !== value);
  const put = Object.fromEntries(was.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  const gone = was.flatMap(([key, value]) => (value === undefined ? [key] : []));
  const keys = [...gone, ...Object.keys(tags).filter(isRecordTag)];
  const row = (key: string, changes: readonly StreamTagChange[]): PlannedChange<StreamTagChange> => ({
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
