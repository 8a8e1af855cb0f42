// One policy over the whole of a load, minute by minute, on the model of a stream.
import { MINUTE_MS } from '../../core/units.ts';
import type { StreamMinute } from '../../targets/kinesis-stream/domain/stream.ts';
import type { Load } from './load.ts';
import { createModelStream, type ChangeMade } from './model-stream.ts';
import type { Driver, View } from './policies/driver.ts';
import type { Measured } from './result.ts';
import type { StreamScenario } from './scenario.ts';

/** CloudWatch shows a minute once it is over, and a minute later. */
const METRIC_DELAY_MINUTES = 1;

export interface StreamRun {
  /** Of each minute. */
  readonly capacity: Float64Array;
  readonly paid: Float64Array;
  readonly changes: readonly ChangeMade[];
}

export function runStream(given: {
  readonly load: Load;
  readonly start: number;
  readonly reshardSeconds: StreamScenario['reshardSeconds'];
  readonly driver: Driver;
}): StreamRun {
  const { load, driver } = given;
  const model = createModelStream(given);
  const capacity = new Float64Array(load.demand.length);
  const paid = new Float64Array(load.demand.length);
  const shown: StreamMinute[] = [];
  for (let minute = 0; minute < load.demand.length; minute += 1) {
    const nowMs = load.startMs + minute * MINUTE_MS;
    const newest = minute - 1 - METRIC_DELAY_MINUTES;
    if (newest >= 0) shown.push(minuteOf(load, newest, capacity[newest] ?? 0));
    const isRefusing = (shown.at(-1)?.throttledRecords ?? 0) > 0;
    // The alarm on refused records wakes whoever sleeps.
    if (isRefusing || (driver.nextLookAtMs?.() ?? 0) <= nowMs) {
      const view: View = {
        nowMs,
        open: model.capacityAt(nowMs),
        isUpdating: model.isUpdatingAt(nowMs),
        minutes: shown,
      };
      const wanted = driver.look(view);
      if (wanted !== undefined) driver.answered?.(wanted, model.update(wanted, nowMs), view);
      if (wanted !== undefined && driver.answered === undefined) model.update(wanted, nowMs);
    }
    capacity[minute] = model.capacityAt(nowMs);
    paid[minute] = model.paidAt(nowMs);
  }
  return { capacity, paid, changes: model.changes };
}

function minuteOf(load: Load, minute: number, capacity: number): StreamMinute {
  const demand = load.demand[minute] ?? 0;
  const taken = demand > capacity ? capacity / demand : 1;
  const records = load.records[minute] ?? 0;
  const bytes = load.bytes[minute] ?? 0;
  return {
    atMs: load.startMs + minute * MINUTE_MS,
    bytes: bytes * taken,
    records: records * taken,
    // A trace of bytes knows no records; that some were refused it knows.
    throttledRecords: taken < 1 ? Math.max(1, records * (1 - taken)) : 0,
  };
}

/** What a run came to, over the minutes `from` up to, not including, `until`. */
export function measure(run: StreamRun, load: Load, from: number, until: number): Measured {
  let shardHours = 0;
  let throttledMinutes = 0;
  let demandSum = 0;
  let throttledSum = 0;
  let shardsMin = Number.POSITIVE_INFINITY;
  let shardsMax = 0;
  for (let minute = from; minute < until; minute += 1) {
    const [demand, capacity, paid] = [
      load.demand[minute] ?? 0,
      run.capacity[minute] ?? 0,
      run.paid[minute] ?? 0,
    ];
    shardHours += paid / 60;
    demandSum += demand;
    throttledSum += Math.max(0, demand - capacity);
    if (demand > capacity) throttledMinutes += 1;
    shardsMin = Math.min(shardsMin, capacity);
    shardsMax = Math.max(shardsMax, paid);
  }
  const [fromMs, untilMs] = [load.startMs + from * MINUTE_MS, load.startMs + until * MINUTE_MS];
  const calls = run.changes.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs).length;
  return { shardHours, throttledMinutes, demandSum, throttledSum, calls, shardsMin, shardsMax };
}
