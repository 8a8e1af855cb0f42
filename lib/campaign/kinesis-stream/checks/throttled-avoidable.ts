// Records are refused only where no shards could have been there in time. A refused minute was avoidable
// - if what arrived had been more than what was open for so long that a look, and as many doublings as it took, would have
//   carried it: it did not grow faster than resharding lets anybody follow; or
// - if a working day before had as much at that time of day, give or take a quarter of an hour, and that was known for hours;
// and nothing stood in the way meanwhile: ticks came and nothing befell them, nobody meddled with the stream, its owner's
// maximum was not reached, and the day's changes were not spent.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { CHANGES_PER_DAY } from '../../../targets/kinesis-stream/domain/limits.ts';
import { parseStreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import { MANAGED_TAG } from '../../../targets/kinesis-stream/domain/stream.ts';
import { createTicks } from '../../measures/ticks.ts';
import { createRefusals } from '../measures/refusals.ts';
import type { StreamRun } from '../world/stream-run.ts';
import type { CreateStreamCheck } from './stream-check.ts';

/** A minute is over, told, and looked at: the longest look ahead, and the tick that finds it past. */
const NOTICED_MS = 9 * MINUTE_MS;
/** Between one change and the next: the tick that finds the first done. */
const BETWEEN_MS = 2 * MINUTE_MS;
/** What past days had is planned for this long before at the latest. */
const KNOWN_FOR_MS = 2 * HOUR_MS;
const SAME_TIME_MS = 15 * MINUTE_MS;

export const throttledAvoidable: CreateStreamCheck = (run, tally) => {
  const ticks = createTicks(run);
  const refusals = createRefusals(run);
  /** Open shards of each minute of the run. */
  const open: number[] = [];
  let cleanSinceMs = run.times.startMs;
  let isClean = true;
  let judgedAtMs = Number.NEGATIVE_INFINITY;
  let failedAtMs = Number.NEGATIVE_INFINITY;

  function whyAvoidable(atMs: number): string | undefined {
    const demand = run.load.demandAt(atMs);
    const minuteOf = (momentMs: number) => Math.floor((momentMs - run.times.startMs) / MINUTE_MS);
    const noticedMs = NOTICED_MS + run.options.stream.metricsDelaySeconds * SECOND_MS;
    for (let doublings = 1; doublings <= 5; doublings += 1) {
      const neededMs = noticedMs + (doublings + 1) * (reshardMs(run, demand) + BETWEEN_MS);
      const then = open[minuteOf(atMs - neededMs)];
      if (then === undefined || atMs - neededMs < cleanSinceMs || demand > then * 2 ** doublings) continue;
      if (judgedAtMs !== atMs) run.occur('refused minute judged');
      judgedAtMs = atMs;
      if (leastBetween(run, atMs - neededMs, atMs) > then)
        return `more than the ${then} shards of then had arrived for ${Math.round(neededMs / MINUTE_MS)} minutes`;
    }
    const isKnown = run.options.daysKnown > 0 && atMs - KNOWN_FOR_MS >= cleanSinceMs;
    const past = isKnown ? mostOfPastDays(run, atMs) : 0;
    return past >= demand ? `a day before had ${past.toFixed(1)} at that time` : undefined;
  }

  return {
    onInvocation(ended) {
      isClean ||= ticks.isClean(ended);
    },
    onMinute() {
      if (!isClean || inTheWay(run)) cleanSinceMs = run.nowMs();
      isClean = false;
      open.push(run.moment().openShards);
      for (const { atMs, records } of refusals()) {
        tally.throttledMinutes += 1;
        run.occur('refused minute');
        const why = cleanSinceMs < run.nowMs() ? whyAvoidable(atMs) : undefined;
        if (why === undefined) continue;
        tally.throttledMinutesAvoidable += 1;
        if (atMs - failedAtMs > HOUR_MS)
          run.fail('throttled-avoidable', `${records} records were refused: ${why}`);
        failedAtMs = atMs;
      }
    },
  };
};

/** What keeps Spillway from giving the stream more shards, whatever it sees. */
function inTheWay(run: StreamRun): boolean {
  const { tags, mode, openShards, atMs } = run.moment();
  const { ok, policy } = parseStreamPolicy(tags);
  const mayAct =
    ok && tags[MANAGED_TAG] === 'true' && policy.mode === 'act' && (policy.pauseUntilMs ?? 0) < atMs;
  const spent = run.taken.filter((change) => change.atMs > atMs - DAY_MS).length;
  return (
    !mayAct ||
    !run.isManaged() ||
    mode === 'ON_DEMAND' ||
    openShards >= policy.shardsMax ||
    spent >= CHANGES_PER_DAY ||
    run.disturbedUntilMs() >= atMs
  );
}

/** The longest that a change takes which ends with twice what is asked for. */
function reshardMs({ options: { stream } }: StreamRun, demand: number): number {
  return (stream.reshardSeconds + stream.reshardStepSeconds * 4 * Math.ceil(demand)) * SECOND_MS;
}

function leastBetween({ load }: StreamRun, fromMs: number, untilMs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let atMs = fromMs; atMs <= untilMs; atMs += MINUTE_MS) least = Math.min(least, load.demandAt(atMs));
  return least;
}

/** Of the working days that were watched. Runs are of one week, and begin on its Monday. */
function mostOfPastDays({ load, pastLoad, times, options }: StreamRun, atMs: number): number {
  // What CloudWatch did not tell of a day is not known of it.
  const isWatched =
    options.faults['metrics-late'] === undefined && options.faults['metrics-missing'] === undefined;
  let most = 0;
  for (let back = 1; back <= 7; back += 1) {
    const thenMs = atMs - back * DAY_MS;
    const today = Math.floor((times.startMs - thenMs) / DAY_MS);
    const isOfRun = thenMs >= times.startMs;
    const isKnown = isOfRun ? isWatched : today >= 2 && today < options.daysKnown + 2;
    if (isKnown)
      most = Math.max(
        most,
        (isOfRun ? load : pastLoad).mostBetween(thenMs - SAME_TIME_MS, thenMs + SAME_TIME_MS),
      );
  }
  return most;
}
