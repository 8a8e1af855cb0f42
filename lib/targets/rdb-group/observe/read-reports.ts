// What the nodes of several groups say of themselves: one read for all groups that are read through one channel, so that
// they share its calls. What is made of it: observe.ts.
import { settledOfEach, type Settled } from '../../../ports/settled.ts';
import type { Group } from '../domain/group.ts';
import type { Policy } from '../domain/policy.ts';
import type { GroupPorts } from '../ports/group-ports.ts';
import type { Telemetry, TelemetryAnswer, TelemetryQuery } from '../ports/telemetry.ts';

export interface ReportsAsked {
  readonly group: Group;
  readonly policy: Policy;
  /** Observations from then on. */
  readonly fromMs: number;
}

/** For each group, in their order, what its channel answered. A group without nodes costs no read. */
export async function readReports(
  asks: readonly ReportsAsked[],
  nowMs: number,
  { telemetryFor }: Pick<GroupPorts, 'telemetryFor'>,
): Promise<readonly Settled<TelemetryAnswer>[]> {
  const told: Settled<TelemetryAnswer>[] = asks.map(() => ({ ok: true, value: { reports: [], odd: [] } }));
  const throughOne = new Map<Telemetry, { readonly index: number; readonly query: TelemetryQuery }[]>();
  asks.forEach((ask, index) => {
    const query = queryOf(ask, nowMs);
    if (query.instanceIds.length === 0) return;
    const telemetry = telemetryFor(ask.policy);
    const others = throughOne.get(telemetry);
    if (others) others.push({ index, query });
    else throughOne.set(telemetry, [{ index, query }]);
  });
  const reads = [...throughOne].map(async ([telemetry, asked]) => {
    const queries = asked.map(({ query }) => query);
    const answers = await settledOfEach(asked.length, () => telemetry.readReports(queries));
    answers.forEach((answer, position) => {
      const index = asked[position]?.index;
      if (index !== undefined) told[index] = answer;
    });
  });
  await Promise.all(reads);
  return told;
}

function queryOf({ group, policy: { probe }, fromMs }: ReportsAsked, nowMs: number): TelemetryQuery {
  const instanceIds = group.nodes.filter((n) => n.stage !== 'terminating').map((n) => n.instanceId);
  return { groupName: group.name, instanceIds, fromMs, nowMs, probe };
}
