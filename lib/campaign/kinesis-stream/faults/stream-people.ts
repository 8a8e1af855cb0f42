// What people and other tools do to the stream from outside, and put right again before the calm.
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import type { Random } from '../../../sim/random.ts';
import { MANAGED_TAG } from '../../../targets/kinesis-stream/domain/stream.ts';
import {
  asPerson,
  meddleBetweenCalls,
  scheduleMeddling,
  type Deed,
  type Meddling,
} from '../../faults/meddling.ts';
import type { StreamFaultName } from '../options/stream-fault-names.ts';
import { STREAM_NAME } from '../world/create-stream-day.ts';
import type { StreamRun } from '../world/stream-run.ts';

/** What somebody else does may be felt for so long: a change too many or too few, and the way back from it. */
const FELT_MS = 2 * HOUR_MS;

/** Who is refused, since a change is under way or the day is spent, tries again for so long. */
const GIVES_UP_MS = 3 * HOUR_MS;

const DEEDS: { readonly [Name in StreamFaultName]?: Deed<StreamRun> } = {
  'shards-changed': (run, chance) => void changeShards(run, chance),
  'day-spent': (run, chance) => void spendTheDay(run, chance),
  'bounds-changed': changeBounds,
  'bad-tag': (run, chance) =>
    chance.next() < 0.5
      ? setTag(run, 'spillway:utilization', 'plenty')
      : setTag(run, 'spillway:shards-max', undefined),
  'dry-run': (run) => setTag(run, 'spillway:mode', 'dry-run'),
  'switched-off': (run) => setTag(run, 'spillway:mode', 'off'),
  'opted-out': (run, chance) => setTag(run, MANAGED_TAG, chance.next() < 0.5 ? undefined : 'false'),
  paused: (run) => setTag(run, 'spillway:pause-until', new Date(run.nowMs() + 10 * HOUR_MS).toISOString()),
  'on-demand': switchMode,
};

const MEDDLING: Meddling<StreamFaultName, StreamRun> = {
  deeds: DEEDS,
  between: [
    'shards-changed',
    'shards-changed',
    'shards-changed',
    'switched-off',
    'opted-out',
    'paused',
    'on-demand',
    'bounds-changed',
  ],
  feltMs: FELT_MS,
};

export function scheduleStreamPeople(run: StreamRun): void {
  scheduleMeddling(run, MEDDLING, run.times.calmFromMs - HOUR_MS);
}

/** Something happens between two calls of one cycle: what was read is no longer so when it is acted upon. */
export function disturbStreamBetweenCalls(run: StreamRun, call: 'read' | 'write'): void {
  meddleBetweenCalls(run, MEDDLING, call);
}

function changeShards(run: StreamRun, chance: Random): void {
  const { openShards } = run.moment();
  const wanted = Math.round(openShards * (0.5 + 1.5 * chance.next()));
  const shards = Math.min(2 * openShards, Math.max(1, Math.ceil(openShards / 2), wanted));
  run.changeAsOther(shards === openShards ? openShards + 1 : shards);
}

/**
 * Another tool's rules, until AWS takes no more or it has had its way: a change each quarter of an hour, or one on the heels of
 * another, so that two of them look like one.
 */
function spendTheDay(run: StreamRun, chance: Random): void {
  let wanted = chance.integer({ min: 3, max: 10 });
  const pauseMs = (chance.next() < 0.5 ? 1 : 15) * MINUTE_MS;
  const untilMs = run.nowMs() + GIVES_UP_MS;
  const next = (): void => {
    if (wanted === 0 || run.nowMs() >= untilMs || run.strength('day-spent') === 0) return;
    const became = asPerson(run, FELT_MS, () => changeShards(run, chance));
    if (became === 'done') wanted -= 1;
    run.world.clock.schedule(run.nowMs() + pauseMs, next);
  };
  next();
}

function changeBounds(run: StreamRun, chance: Random): () => void {
  const { openShards } = run.moment();
  const max = Number(run.options.stream.tags['spillway:shards-max']);
  return chance.next() < 0.5
    ? setTag(run, 'spillway:shards-max', String(Math.max(1, Math.round(max * (0.3 + chance.next())))))
    : setTag(run, 'spillway:shards-min', String(Math.max(1, Math.min(max, openShards))));
}

function setTag(run: StreamRun, tag: string, value: string | undefined): () => void {
  const { kinesis } = run.world;
  const before = tag === MANAGED_TAG ? 'true' : run.options.stream.tags[tag];
  const put = (text: string | undefined) => {
    if (text === undefined) kinesis.removeTags(STREAM_NAME, [tag]);
    else kinesis.putTags(STREAM_NAME, { [tag]: text });
  };
  put(value);
  return () => put(before);
}

function switchMode(run: StreamRun): () => void {
  const { mode } = run.moment();
  const other = mode === 'ON_DEMAND' ? 'PROVISIONED' : 'ON_DEMAND';
  run.world.kinesis.updateStreamMode({ name: STREAM_NAME, mode: other });
  return () => run.world.kinesis.updateStreamMode({ name: STREAM_NAME, mode });
}
