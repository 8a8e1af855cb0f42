// An on-demand stream: it takes 4 MB/s and 4,000 records/s from the first, and up to double the most that it has seen in the
// last 30 days; what grows beyond that within a quarter of an hour is refused. So say AWS's questions and answers:
// https://aws.amazon.com/kinesis/data-streams/faqs/ (on-demand mode)
// Ours: a new peak counts once it is a quarter of an hour old, by the busiest minute; MB are taken as MiB; the region's most
// (200 MB/s unless raised) and the mode "advantage" are not modelled.
import type { Load } from '../load.ts';
import type { StreamRun } from '../run-stream.ts';

const SHARDS_AT_FIRST = 4;
const HEADROOM = 2;
const NOTICED_AFTER_MINUTES = 15;
const REMEMBERED_MINUTES = 30 * 24 * 60;

/** As shards that AWS would run; they are not what is paid for. */
export function onDemandRun(load: Load): StreamRun {
  const capacity = new Float64Array(load.demand.length).fill(SHARDS_AT_FIRST);
  // The most that was seen up to each minute, forgotten after thirty days: candidates in falling order.
  const peaks: number[] = [];
  for (let minute = NOTICED_AFTER_MINUTES; minute < capacity.length; minute += 1) {
    const noticed = minute - NOTICED_AFTER_MINUTES;
    const demand = load.demand[noticed] ?? 0;
    while (peaks.length > 0 && (load.demand[peaks.at(-1) ?? 0] ?? 0) <= demand) peaks.pop();
    peaks.push(noticed);
    if ((peaks[0] ?? 0) < noticed - REMEMBERED_MINUTES) peaks.shift();
    const most = Math.ceil(HEADROOM * (load.demand[peaks[0] ?? 0] ?? 0));
    capacity[minute] = Math.max(SHARDS_AT_FIRST, most);
  }
  return { capacity, paid: capacity, changes: [] };
}
