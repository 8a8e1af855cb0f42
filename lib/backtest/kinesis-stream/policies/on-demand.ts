// An on-demand stream: it takes 4 MB/s and 4,000 records/s from the first, and then up to double the most it has seen in
// the last 30 days; more than double within a quarter of an hour is refused.
// https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
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
