// The safety net, each minute: looks into the groups and streams that are due, and with the probe the primary path.
import { runTick } from '../lib/cycle/triggers/run-tick.ts';
import { ALL_TARGETS } from '../lib/cycle/triggers/over-managed.ts';
import type { Serve, ServedPorts } from './lambda-handler.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { createPortsWithStreams } from './ports-with-streams.ts';
import { RDB_GROUP } from '../lib/targets/rdb-group/rdb-group.ts';

/**
 * The event says only that it is time; its contents do not matter. One target that fails does not fail the tick:
 * it would keep the tick's alarm ringing, and the next one's failure would not be heard. `Attention` names both. The tick
 * fails where it could not do its own part, or where nothing that it tried succeeded.
 */
export const serveTick: Serve = async (_event, ports) => {
  const [groups, streams] = await Promise.all([runTick(RDB_GROUP, ports), tickStreams(ports)]);
  const { targetCount: groupCount, results } = groups;
  const failures = [...groups.failures, ...(streams?.failures ?? [])];
  const served = { groupCount, results, ...(streams && { streams: streams.results }) };
  const isTicksOwn = failures.some(({ name }) => name === ALL_TARGETS);
  const hasNoneServed = failures.length > 0 && results.length === 0 && !streams?.results.length;
  if (isTicksOwn || hasNoneServed) return { ...served, failures };
  return { ...served, toldFailures: failures };
};

/** What is of streams is loaded while the groups are being listed. */
async function tickStreams({ streams }: ServedPorts) {
  if (!streams) return undefined;
  const serving = await import('./serve-streams.ts');
  return serving.tickStreams(streams);
}

export const handler = lambdaHandler('on-tick', serveTick, createPortsWithStreams);
