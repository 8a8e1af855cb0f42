// CloudWatch's metrics: samples by namespace, name and dimensions, and their statistics by period.
// A sample has the moment it is about and the moment it arrives; before that nobody sees it.
// Next: alarms.ts, which watches these.
import { HOUR_MS } from '../../core/units.ts';

export type Dimensions = Readonly<Record<string, string>>;

/** One metric: parallel arrays, in order of `atMs`; never one object per sample. */
export interface Series {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimensions;
  readonly atMs: number[];
  readonly values: number[];
  readonly arrivedAtMs: number[];
}

export type Statistic = 'Maximum' | 'Minimum' | 'Average' | 'Sum' | 'SampleCount';

export interface Datapoint {
  /** Start of the period: CloudWatch's timestamp. */
  readonly startMs: number;
  readonly value: number;
}

export interface StatisticsQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly periodMs: number;
  readonly statistic: Statistic;
}

export interface MetricStore {
  /** The metric of that name and dimensions, made on first use. */
  open(namespace: string, metricName: string, dimensions: Dimensions): Series;
  find(namespace: string, metricName: string, dimensions: Dimensions): Series | undefined;
  /** All metrics of these dimensions, by name: what one node publishes, at the cost of one look-up. */
  ofDimensions(namespace: string, dimensions: Dimensions): ReadonlyMap<string, Series>;
  /** All metrics of a namespace, of one name where given. */
  list(namespace: string, metricName?: string): readonly Series[];
  /** All metrics there are. */
  listAll(): readonly Series[];
  /** Puts a sample that arrives at `arrivedAtMs` (default: now). */
  put(series: Series, sample: { atMs: number; value: number; arrivedAtMs?: number }): void;
  /** Datapoints of the periods that start in `[fromMs, toMs)`, oldest first; only what has arrived by now. */
  statistics(series: Series, query: StatisticsQuery): readonly Datapoint[];
}

/** How long samples are kept by default; CloudWatch keeps one-minute data for 15 days. */
export const METRICS_KEPT_MS = 48 * HOUR_MS;
const SWEEP_MS = 6 * HOUR_MS;

export function createMetricStore(options: { nowMs: () => number; keptMs?: number }): MetricStore {
  const { nowMs, keptMs = METRICS_KEPT_MS } = options;
  const seriesOfOwner = new Map<string, Map<string, Series>>();
  const seriesOfName = new Map<string, Set<Series>>();
  let sweptAtMs = nowMs();

  const find = (namespace: string, metricName: string, dimensions: Dimensions) =>
    seriesOfOwner.get(ownerOf(namespace, dimensions))?.get(metricName);

  function open(namespace: string, metricName: string, dimensions: Dimensions): Series {
    const known = find(namespace, metricName, dimensions);
    if (known) return known;
    sweep();
    const series: Series = { namespace, metricName, dimensions, atMs: [], values: [], arrivedAtMs: [] };
    enter(series);
    return series;
  }

  function enter(series: Series): void {
    const owner = ownerOf(series.namespace, series.dimensions);
    const owned = seriesOfOwner.get(owner) ?? new Map<string, Series>();
    seriesOfOwner.set(owner, owned.set(series.metricName, series));
    for (const name of [series.namespace, `${series.namespace}\n${series.metricName}`]) {
      const named = seriesOfName.get(name) ?? new Set();
      seriesOfName.set(name, named.add(series));
    }
  }

  /** A metric swept while its owner was silent is entered again, unless a new one has taken its place. */
  function entered(series: Series): Series {
    const known = find(series.namespace, series.metricName, series.dimensions);
    if (known) return known;
    enter(series);
    return series;
  }

  /** Forgets metrics without recent samples: those of nodes long gone. */
  function sweep(): void {
    if (nowMs() - sweptAtMs < SWEEP_MS) return;
    sweptAtMs = nowMs();
    for (const [owner, owned] of seriesOfOwner) {
      for (const series of owned.values()) {
        const last = series.atMs.at(-1);
        if (last === undefined || last > nowMs() - keptMs) continue;
        owned.delete(series.metricName);
        for (const named of seriesOfName.values()) named.delete(series);
        series.atMs.length = series.values.length = series.arrivedAtMs.length = 0;
      }
      if (owned.size === 0) seriesOfOwner.delete(owner);
    }
  }

  return {
    open,
    find,
    ofDimensions: (namespace, dimensions) => seriesOfOwner.get(ownerOf(namespace, dimensions)) ?? NONE,
    list: (namespace, metricName) => [
      ...(seriesOfName.get(metricName === undefined ? namespace : `${namespace}\n${metricName}`) ?? []),
    ],
    listAll: () => [...seriesOfOwner.values()].flatMap((owned) => [...owned.values()]),
    put(given, { atMs, value, arrivedAtMs = nowMs() }) {
      const series = given.atMs.length === 0 ? entered(given) : given;
      let index = series.atMs.length;
      while (index > 0 && (series.atMs[index - 1] ?? 0) > atMs) index -= 1;
      if (index === series.atMs.length) {
        series.atMs.push(atMs);
        series.values.push(value);
        series.arrivedAtMs.push(arrivedAtMs);
      } else {
        series.atMs.splice(index, 0, atMs);
        series.values.splice(index, 0, value);
        series.arrivedAtMs.splice(index, 0, arrivedAtMs);
      }
      prune(series, nowMs() - keptMs);
    },
    statistics: (series, query) => statisticsOf(series, query, nowMs()),
  };
}

const NONE: ReadonlyMap<string, Series> = new Map();

/** Whose metrics: the namespace and the dimensions, as one key. */
function ownerOf(namespace: string, dimensions: Dimensions): string {
  const names = Object.keys(dimensions).sort();
  let key = namespace;
  for (const name of names) key += `\n${name}=${dimensions[name] ?? ''}`;
  return key;
}

/** Drops the old half at once, so that pruning costs next to nothing per sample. */
function prune(series: Series, beforeMs: number): void {
  const middle = series.atMs.length >> 1;
  if (middle < 64 || (series.atMs[middle] ?? 0) >= beforeMs) return;
  series.atMs.splice(0, middle);
  series.values.splice(0, middle);
  series.arrivedAtMs.splice(0, middle);
}

function statisticsOf(series: Series, query: StatisticsQuery, nowMs: number): Datapoint[] {
  const { fromMs, toMs, periodMs, statistic } = query;
  const datapoints: { startMs: number; value: number; count: number }[] = [];
  for (
    let i = firstAtOrAfter(series.atMs, Math.ceil(fromMs / periodMs) * periodMs);
    i < series.atMs.length;
    i++
  ) {
    const startMs = Math.floor((series.atMs[i] ?? 0) / periodMs) * periodMs;
    if (startMs >= toMs) break;
    if ((series.arrivedAtMs[i] ?? 0) > nowMs) continue;
    const value = statistic === 'SampleCount' ? 1 : (series.values[i] ?? 0);
    const last = datapoints.at(-1);
    if (last?.startMs !== startMs) datapoints.push({ startMs, value, count: 1 });
    else {
      last.count += 1;
      last.value = merged(statistic, last.value, value);
    }
  }
  if (statistic === 'Average') for (const datapoint of datapoints) datapoint.value /= datapoint.count;
  return datapoints;
}

/** What two datapoints of one period make together; an average's are sums until the end. */
export function merged(statistic: Statistic, a: number, b: number): number {
  switch (statistic) {
    case 'Maximum':
      return Math.max(a, b);
    case 'Minimum':
      return Math.min(a, b);
    case 'Average':
    case 'Sum':
    case 'SampleCount':
      return a + b;
  }
}

/** Index of the first sample at or after a moment. */
export function firstAtOrAfter(sorted: readonly number[], atMs: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
