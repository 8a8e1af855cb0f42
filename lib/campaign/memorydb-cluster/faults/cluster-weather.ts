// Faults of the cluster and its nodes that stand for a while: drawn before the run, none of them beyond the calm. Surges are of
// what there is to hold (../world/create-cluster-day.ts); faults of metrics stand in ../drive/cluster-run-ports.ts.
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { strikeForSpells } from '../../faults/spells.ts';
import { CLUSTER_NAME, heldSurgeCountOf } from '../world/create-cluster-day.ts';
import type { ClusterRun } from '../world/cluster-run.ts';

/** A cluster that was blind, or taken, a moment ago is not yet as it would have been. */
const FELT_MS = 10 * MINUTE_MS;

export function setClusterWeather(run: ClusterRun): void {
  const { weather, world, options } = run;
  for (let i = 0; i < heldSurgeCountOf(options); i += 1) run.occur('surge');
  strikeForSpells(run, { name: 'busy', minutesMax: 90 }, (_, untilMs) => {
    run.disturb(untilMs + FELT_MS);
    weather.busySinceMs ??= run.nowMs();
    return () => void (weather.busySinceMs = undefined);
  });
  strikeForSpells(run, { name: 'replicas-behind', minutesMax: 180 }, () => {
    weather.behindSinceMs ??= run.nowMs();
    return () => void (weather.behindSinceMs = undefined);
  });
  strikeForSpells(run, { name: 'nodes-silent', minutesMax: 60 }, (_, untilMs) => {
    run.disturb(untilMs + FELT_MS);
    weather.silentSinceMs ??= run.nowMs();
    return () => void (weather.silentSinceMs = undefined);
  });
  strikeForSpells(run, { name: 'slow-reshard', minutesMax: 240 }, (draw) => {
    weather.reshardFactor = 2 + 6 * draw;
    // One that began while it was slow goes on being slow.
    run.disturb(Math.min(run.times.calmFromMs, run.nowMs() + 6 * HOUR_MS));
    return () => void (weather.reshardFactor = 1);
  });
  strikeForSpells(run, { name: 'service-update', minutesMax: 40 }, (_, untilMs) => {
    run.disturb(untilMs + FELT_MS);
    world.memoryDb.occupy(CLUSTER_NAME, untilMs - run.nowMs());
    return () => undefined;
  });
  strikeForSpells(run, { name: 'role-moved', minutesMax: 1 }, (draw) => {
    run.disturb(run.nowMs() + FELT_MS);
    const { shards } = world.memoryDb.describe(CLUSTER_NAME);
    const shardNumber = shards[Math.floor(draw * shards.length)]?.number ?? 0;
    world.memoryDb.moveRole({ name: CLUSTER_NAME, shardNumber });
    return () => undefined;
  });
}
