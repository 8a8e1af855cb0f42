// One policy over all minutes: the shards that there were, how full the fullest was, and the changes. The oracle is no policy
// that looks: its shards are read off what comes.
import { GIB, MINUTE_MS } from '../../core/units.ts';
import type { ClusterChange } from '../../report/clusters/cluster-report-data.ts';
import type { Held } from './held.ts';
import { modelCluster } from './model-cluster.ts';
import type { Measured } from './result.ts';
import type { ClusterScenario } from './scenario.ts';
import type { ClusterPolicy } from './spillway-policy.ts';

export interface ClusterRun {
  /** Of each minute: nodes' worth of shards that are paid for; those that come and those that go are among them. */
  readonly shards: Float64Array;
  /** Of each minute: memory that the fullest shard would take, percent of a node's. */
  readonly fullestPercent: Float64Array;
  readonly changes: readonly ClusterChange[];
}

/** Lives through the minutes, and asks the policy in each. */
export function runCluster(
  scenario: ClusterScenario,
  held: Held,
  { start, policy }: { readonly start: number; readonly policy: ClusterPolicy },
): ClusterRun {
  const model = modelCluster(start, scenario);
  const changes: ClusterChange[] = [];
  const run = emptyRun(held);
  held.bytes.forEach((bytes, minute) => {
    model.settle(minute);
    const to = policy(minute, model);
    if (to !== undefined) {
      const from = model.shards();
      model.change(to, minute, bytes);
      const { endMinute = minute } = model.resharding() ?? {};
      changes.push({ atMs: atMsOf(held, minute), endMs: atMsOf(held, endMinute), from, to });
    }
    const shares = model.shares(minute);
    run.shards[minute] = shares.length;
    run.fullestPercent[minute] = percentOf(bytes * Math.max(...shares), scenario);
  });
  return { ...run, changes };
}

/** Just the shards that hold what comes, each there, and paid for, from when a change for it would have to begin. */
export function oracleRun(scenario: ClusterScenario, held: Held): ClusterRun {
  const { node, shards, reshard } = scenario;
  const needed = held.bytes.map((bytes) =>
    Math.min(shards.max, Math.max(shards.min, Math.ceil(bytes / (node.memoryGiB * GIB)))),
  );
  const changes: ClusterChange[] = [];
  const run = emptyRun(held);
  held.bytes.forEach((bytes, minute) => {
    const leadMinutes = Math.ceil(reshard.minutes + (reshard.minutesPerGiB * bytes) / GIB);
    const ahead = needed.subarray(minute, minute + leadMinutes + 1);
    const count = ahead.reduce((most, shardCount) => Math.max(most, shardCount), 0);
    const before = run.shards[minute - 1] ?? count;
    if (count !== before) {
      const endMinute = minute + (count > before ? leadMinutes : 0);
      changes.push({
        atMs: atMsOf(held, minute),
        endMs: atMsOf(held, endMinute),
        from: before,
        to: count,
      });
    }
    run.shards[minute] = count;
    run.fullestPercent[minute] = percentOf(bytes / count, scenario);
  });
  return { ...run, changes };
}

/** What a run came to, over the minutes `from` up to, not including, `until`. */
export function measure(run: ClusterRun, held: Held, from: number, until: number): Measured {
  const shards = run.shards.subarray(from, until);
  const percents = run.fullestPercent.subarray(from, until);
  const [fromMs, untilMs] = [atMsOf(held, from), atMsOf(held, until)];
  return {
    shardMinutes: shards.reduce((sum, count) => sum + count, 0),
    fullMinutes: percents.filter((percent) => percent > 100).length,
    fullestPercent: percents.reduce((most, percent) => Math.max(most, percent), 0),
    changes: run.changes.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs).length,
    shardsMin: shards.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY),
    shardsMax: shards.reduce((most, count) => Math.max(most, count), 0),
  };
}

function emptyRun({ bytes }: Held) {
  return { shards: new Float64Array(bytes.length), fullestPercent: new Float64Array(bytes.length) };
}

function atMsOf({ startMs }: Held, minute: number): number {
  return startMs + minute * MINUTE_MS;
}

function percentOf(bytes: number, { node }: ClusterScenario): number {
  return (100 * bytes) / (node.memoryGiB * GIB);
}
