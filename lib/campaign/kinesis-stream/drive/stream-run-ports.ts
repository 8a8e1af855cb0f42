// The ports of a stream's run before interference: the simulated ones, with what CloudWatch leaves out or tells late, a
// journal that keeps nothing, and an announcer that keeps what is in Attention. What was learned of days before stands in the
// item from the start.
import { MINUTE_MS, DAY_MS } from '../../../core/units.ts';
import { createSimAnnouncer } from '../../../sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../../../sim/ports/sim-calendar-store.ts';
import { createSimDemand } from '../../../sim/ports/sim-demand.ts';
import { createSimStateStoreOf } from '../../../sim/ports/sim-state-store.ts';
import { createSimStreamReader, createSimStreamWriter } from '../../../sim/ports/sim-streams.ts';
import { NOTHING_LEARNED, SLOT_MS, SLOTS_PER_DAY } from '../../../targets/kinesis-stream/domain/learned.ts';
import type { DemandMinute, DemandReader } from '../../../targets/kinesis-stream/ports/demand.ts';
import { KEPT_STREAMS } from '../../../targets/kinesis-stream/ports/kept-streams.ts';
import type { StreamPorts } from '../../../targets/kinesis-stream/ports/stream-ports.ts';
import { metricsSpell } from '../../faults/metrics-spells.ts';
import { STREAM_NAME } from '../world/create-stream-day.ts';
import type { StreamRun } from '../world/stream-run.ts';

export type StreamRunPorts = Omit<StreamPorts, 'clock'>;

/** `onAttention` hears which kinds of trouble of the stream the tick shows. */
export async function createStreamRunPorts(
  run: StreamRun,
  onAttention: (kinds: readonly string[]) => void,
): Promise<StreamRunPorts> {
  const { world } = run;
  const store = createSimStateStoreOf(KEPT_STREAMS, world);
  await teach(run, store);
  return {
    streamReader: createSimStreamReader(world),
    streamWriter: createSimStreamWriter(world),
    demandReader: asToldLately(run, createSimDemand(world)),
    calendars: createSimCalendarStore(world),
    stateStore: { ...store, writeJournal: () => Promise.resolve() },
    announcer: {
      ...createSimAnnouncer(world),
      publishStreamMetrics: () => undefined,
      announce: () => Promise.resolve(),
      publishAttention(entries) {
        onAttention(entries.filter(({ target }) => target === STREAM_NAME).map(({ kind }) => kind));
      },
    },
  };
}

/** Somebody has watched the stream for so many days: each of them, and the weekend, as it would have been learned. */
async function teach(
  { options, pastLoad, times, nowMs }: StreamRun,
  store: StreamRunPorts['stateStore'],
): Promise<void> {
  if (options.daysKnown === 0) return;
  const today = times.startMs / DAY_MS;
  // A Monday: the weekend lies between it and the working days that are like it.
  const known = Array.from({ length: options.daysKnown + 2 }, (_, i) => today - 1 - i).reverse();
  const days = known.map((day) => ({
    day,
    busiest: Array.from({ length: SLOTS_PER_DAY }, (_, slot) => {
      const fromMs = day * DAY_MS + slot * SLOT_MS;
      return Number(pastLoad.mostBetween(fromMs, fromMs + SLOT_MS - 1).toPrecision(4));
    }),
  }));
  const request = { owner: 'past', nowMs: nowMs(), durationMs: MINUTE_MS };
  const answer = await store.takeLease({
    ...request,
    name: STREAM_NAME,
    impossibleAfterMs: Number.POSITIVE_INFINITY,
  });
  if (answer.kind === 'taken')
    await store.giveBack(answer.lease, { learned: { ...NOTHING_LEARNED, demand: { days } } });
}

const PUTS = ['bytes', 'records', 'throttledRecords'] as const;

/** What CloudWatch has told by now: less while a fault of metrics stands. */
function asToldLately(run: StreamRun, inner: DemandReader): DemandReader {
  return {
    async readDemand(query) {
      const demand = await inner.readDemand(query);
      const { lateMs, missing } = metricsSpell(run);
      const isSilent = run.weather.readersSilent;
      if (lateMs === 0 && missing === 0 && !isSilent) return demand;
      const told = (minutes: readonly DemandMinute[]) =>
        minutes
          .filter(({ startMs }) => lateMs === 0 || startMs + MINUTE_MS + lateMs <= query.nowMs)
          .map((minute) => lessOf(minute, { missing, isSilent }));
      return demand.map((one) =>
        one.ok ? { ...one, value: { ...one.value, minutes: told(one.value.minutes) } } : one,
      );
    },
  };
}

/** One metric is not told, or none at all. */
function lessOf(
  minute: DemandMinute,
  { missing, isSilent }: { readonly missing: number; readonly isSilent: boolean },
): DemandMinute {
  const { iteratorAgeMs, behindMs, ...puts } = minute;
  const gone = missing === 0 ? [] : missing < 0.7 ? [PUTS[Math.floor(missing * 1_000) % 3]] : PUTS;
  const left = Object.fromEntries(
    Object.entries(puts).filter(([name]) => !(gone as readonly string[]).includes(name)),
  ) as typeof puts;
  if (isSilent) return left;
  return {
    ...left,
    ...(iteratorAgeMs !== undefined && { iteratorAgeMs }),
    ...(behindMs !== undefined && { behindMs }),
  };
}
