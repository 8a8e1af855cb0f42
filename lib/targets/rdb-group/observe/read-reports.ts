// What the nodes of several groups say of themselves: one read for all groups that are read through one channel, so that
// they share its calls; and one for each group where a channel has nothing to share, so that servers that are slow to answer
// keep no other group waiting. What is made of it: observe.ts.
import { eachAsItSettles, settledOfEach, valueOf, type Settled } from '../../../ports/settled.ts';
import type { Group } from '../domain/group.ts';
import type { Policy } from '../domain/policy.ts';
import type { GroupPorts } from '../ports/group-ports.ts';
import {
  READ_AT_ONCE,
  type Telemetry,
  type TelemetryAnswer,
  type TelemetryQuery,
} from '../ports/telemetry.ts';

export interface ReportsAsked {
  readonly group: Group;
  readonly policy: Policy;
  /** Observations from then on. */
  readonly fromMs: number;
  /** See `TelemetryQuery`. */
  readonly metricsFirst?: true;
}

/** For each group, in their order, what its channel answers. A group without nodes costs no read. None of them rejects. */
export function readReports(
  asks: readonly Settled<ReportsAsked>[],
  nowMs: number,
  { telemetryFor }: Pick<GroupPorts, 'telemetryFor'>,
): readonly Promise<Settled<TelemetryAnswer>>[] {
  const told = asks.map((ask) => Promise.resolve<Settled<TelemetryAnswer>>(ask.ok ? NOTHING_TOLD : ask));
  const throughOne = new Map<Telemetry, Asked[]>();
  asks.forEach((ask, index) => {
    if (!ask.ok) return;
    const query = queryOf(ask.value, nowMs);
    if (query.instanceIds.length === 0) return;
    const telemetry = telemetryFor(ask.value.policy);
    const others = throughOne.get(telemetry);
    if (others) others.push({ index, query });
    else throughOne.set(telemetry, [{ index, query }]);
  });
  for (const [telemetry, asked] of throughOne) {
    const answers = readThrough(telemetry, asked);
    asked.forEach(({ index }, position) => {
      told[index] = answers[position] ?? Promise.resolve(NOT_ANSWERED);
    });
  }
  return told;
}

/** A group's query, and its place among all. */
interface Asked {
  readonly index: number;
  readonly query: TelemetryQuery;
}

const NOTHING_TOLD: Settled<TelemetryAnswer> = { ok: true, value: { reports: [], odd: [] } };
const NOT_ANSWERED: Settled<never> = {
  ok: false,
  error: new Error('one of several groups was not answered'),
};

function readThrough(
  telemetry: Telemetry,
  asked: readonly Asked[],
): readonly Promise<Settled<TelemetryAnswer>>[] {
  if (telemetry.isReadByGroup)
    return eachAsItSettles(asked, READ_AT_ONCE, async ({ query }) => {
      const [answer] = await settledOfEach(1, () => telemetry.readReports([query]));
      return valueOf(answer ?? NOT_ANSWERED);
    });
  const queries = asked.map(({ query }) => query);
  const answers = settledOfEach(asked.length, () => telemetry.readReports(queries));
  return asked.map(async (_, position) => (await answers)[position] ?? NOT_ANSWERED);
}

function queryOf(
  { group, policy: { probe }, fromMs, metricsFirst }: ReportsAsked,
  nowMs: number,
): TelemetryQuery {
  const instanceIds = group.nodes.filter((n) => n.stage !== 'terminating').map((n) => n.instanceId);
  const { name: groupName, arn } = group;
  return {
    groupName,
    instanceIds,
    ...(arn !== undefined && { groupArn: arn }),
    fromMs,
    nowMs,
    probe,
    ...(metricsFirst && { metricsFirst }),
  };
}
