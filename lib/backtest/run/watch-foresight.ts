// Notes, as a run goes by, what could be known of its group; what is made of it is ../result/foresight.ts.
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';
import { activeInstances } from '../../sim/aws/group-state.ts';
import { rowsAtMemory, type MemoryModel } from '../../sim/rdb/memory-model.ts';
import type { Telemetry as NodeTelemetry } from '../../sim/rdb/publisher.ts';
import type { World } from '../../sim/world.ts';
import { createForesight, type Foresight } from '../result/foresight.ts';
import { rollThresholdOf, type PolicyChoice } from '../scenario/policy-choice.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** For policies that have no factor of their own: the default of the tag `spillway:burst-factor`. */
const BURST_FACTOR_DEFAULT = 3;

/** Begins with the world's clock: the group may be added after this. */
export function watchForesight(
  world: World,
  groupName: string,
  given: {
    readonly terms: Pick<Scenario, 'node' | 'telemetry'>;
    readonly policy: PolicyChoice;
    readonly memory: MemoryModel;
    readonly isLost: NodeTelemetry['isLost'];
  },
): Foresight {
  const { policy, memory, isLost } = given;
  const { node, telemetry } = given.terms;
  const periodMs = Math.max(MINUTE_MS, telemetry.periodSeconds * SECOND_MS);
  const foresight = createForesight({
    rollRows: rowsAtMemory(memory, (memory.totalBytes * rollThresholdOf(policy)) / 100),
    burstFactor: 'burstFactor' in policy ? policy.burstFactor : BURST_FACTOR_DEFAULT,
    leadTimeMs: (node.bootSeconds + node.replaySeconds) * SECOND_MS,
    isLeadTimeGiven: 'leadTimeSeconds' in policy && policy.leadTimeSeconds !== undefined,
    periodMs: telemetry.periodSeconds * SECOND_MS,
    delayMs: telemetry.delaySeconds * SECOND_MS,
  });
  let launchedCount = 0;

  function note(): void {
    const atMs = world.clock.nowMs();
    world.clock.schedule(atMs + periodMs, note);
    const tickerplant = world.tickerplants.get(groupName);
    const [group] = world.autoScaling.describeGroups([groupName]);
    if (!tickerplant || !group) throw new Error(`The world has no group ${groupName}`);
    tickerplant.bringUpToDate();
    const live = tickerplant.live();
    if (!live) return;
    foresight.know({
      atMs,
      liveId: live.instanceId,
      rows: live.rows,
      arrivedRows: tickerplant.deliveredMessages(),
      launchedCount,
      isFull: activeInstances(group).length >= group.maxSize,
      isLost: isLost?.({ instanceId: live.instanceId, atMs }) ?? false,
    });
  }

  world.clock.schedule(world.clock.nowMs(), () => {
    // Nodes that are there from the start were not launched.
    world.onEvent(({ kind }) => {
      if (kind === 'queued') launchedCount += 1;
    });
    note();
  });
  return foresight;
}
