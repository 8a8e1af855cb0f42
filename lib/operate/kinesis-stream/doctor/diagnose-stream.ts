// A stream's checks in one ordered list. Pure.
import { shellWord, answered, wrong } from '../../doctor/check.ts';
import { calendarFindings } from '../../doctor/checks/calendar.ts';
import { permissionFindings } from '../../doctor/checks/permissions.ts';
import { tickFindings } from '../../doctor/checks/tick.ts';
import { diagnose, type Diagnosis } from '../../doctor/diagnose.ts';
import { KEPT_STREAMS } from '../../../targets/kinesis-stream/ports/kept-streams.ts';
import { typedStream } from '../stream-words.ts';
import { readerChecks } from './checks/readers.ts';
import { changeChecks, quotaChecks, shardMetricChecks } from './checks/shards.ts';
import { capacityModeChecks, tagChecks } from './checks/tags.ts';
import type { ExaminedStream, StreamCheck } from './stream-check.ts';

const permissionChecks: StreamCheck = {
  title: 'permissions',
  findings: ({ stream, nowMs, journal, state, look, limits, alarms, calendar, provisioned }) =>
    permissionFindings({
      name: typedStream(stream.name),
      nowMs,
      journal,
      reads: [state, look, limits, alarms, calendar, provisioned],
    }),
};

/** What holds the stream until somebody has mended it, its tags aside. */
const itemChecks: StreamCheck = {
  title: 'state item',
  findings({ stream, state, look }) {
    const problem = answered(state)?.problem ?? answered(look)?.seen.heldFor?.text;
    if (problem === undefined) return [];
    const key = JSON.stringify({ pk: { S: `${KEPT_STREAMS.keyPrefix}#${stream.name}` }, sk: { S: 'STATE' } });
    const fix = `aws dynamodb delete-item --table-name <table> --key ${shellWord(key)} # what was learned is learned again within days`;
    return [wrong('bad-item', `${problem}: the stream is held`, fix)];
  },
};

const calendarChecks: StreamCheck = {
  title: 'calendar',
  findings: ({ policy: { policy }, calendar }) => calendarFindings(policy.calendar, answered(calendar)),
};

const alarmChecks: StreamCheck = {
  title: 'alarms',
  findings({ stream, alarms, policy }) {
    const known = answered(alarms);
    if (!known || !policy.ok || stream.mode !== 'provisioned') return [];
    const covers = known.some(
      ({ streamName = stream.name, actionsEnabled }) => actionsEnabled && streamName === stream.name,
    );
    if (covers) return [];
    const text =
      'no alarm on refused records covers the stream: only the tick, up to five minutes apart, sees them';
    return [wrong('no-alarm', text, 'npm run deploy -- --stage <stage> # the stack has one for all streams')];
  },
};

const tickChecks: StreamCheck = {
  title: 'tick',
  findings: ({ isManaged, state, nowMs }) =>
    isManaged && state.ok
      ? tickFindings({ noun: 'stream', lastLookAtMs: state.value?.learned.lastPlan?.atMs, nowMs })
      : [],
};

/** First whether we may and are meant to look, then what keeps it from growing, then from shrinking, then what wakes us. */
const STREAM_CHECKS: readonly StreamCheck[] = [
  tagChecks,
  capacityModeChecks,
  permissionChecks,
  itemChecks,
  changeChecks,
  quotaChecks,
  readerChecks,
  shardMetricChecks,
  calendarChecks,
  alarmChecks,
  tickChecks,
];

/** Plain JSON, as `doctor --json` prints it. */
export interface StreamDiagnosis extends Diagnosis {
  readonly streamName: string;
}

export function diagnoseStream(examined: ExaminedStream): StreamDiagnosis {
  return { streamName: examined.stream.name, ...diagnose(STREAM_CHECKS, examined) };
}
