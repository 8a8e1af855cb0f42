// The real world behind an operator's commands: every kind of target with its ports, and AWS's own time. Apart from
// wire-cycle.ts, as what is here must not find its way into a function's bundle. The kinds: operated-kinds.ts.
import { watchAwsClock } from '../aws/aws-clock.ts';
import { createAwsClients } from '../aws/clients.ts';
import { createDynamoRouteReader } from '../aws/dynamo/dynamo-route-reader.ts';
import { takeDrillRole } from '../aws/drill-role.ts';
import { createSchedulerClient } from '../aws/scheduler-client.ts';
import { createAwsStackReader } from '../aws/stack/aws-stack-reader.ts';
import { placesOf } from '../aws/rdb-group/fleet/instance-lookup.ts';
import { readLogLines } from '../aws/rdb-group/telemetry/read-log-lines.ts';
import { readMemoryHistory } from '../aws/rdb-group/telemetry/read-memory-history.ts';
import { whyNoRole } from '../operate/drill/why-no-role.ts';
import type { OperatedKind } from '../operate/operated-kind.ts';
import type { Clock, RemoteClock } from '../ports/clock.ts';
import type { DrillRole } from '../ports/drills.ts';
import type { RouteReader } from '../ports/route-store.ts';
import type { StackReader } from '../ports/deployed-stack.ts';
import type { ReadLogLines, ReadMemoryHistory } from '../targets/rdb-group/ports/memory-history.ts';
import type { ReadPlaces } from '../targets/rdb-group/ports/places.ts';
import { ROUTED_GROUPS } from '../targets/rdb-group/ports/routed-groups.ts';
import { once } from './once.ts';
import { OPERATED_KINDS } from './operated-kinds.ts';
import type { OperatorParts } from './operator-parts.ts';
import { REAL_CLOCK, wiringParts } from './wire-cycle.ts';

export interface OperatorWiring {
  /** As of the functions; the state table aside. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tableName: string;
  /** Where all calls go; without it the SDK's own settings hold. */
  readonly endpoint: string | undefined;
  /** Whose time the command goes by. */
  readonly clockOf: (machine: Clock, aws: RemoteClock) => Clock;
  /** For the calls of a drill that break something. */
  readonly drillRole?: DrillRole;
  /** Takes complaints, about RDBs and items, as lines for a log: standard output is the command's own. */
  readonly writeLine: (line: string) => void;
}

export interface OperatorWires {
  /** In the order of the table. */
  readonly kinds: readonly OperatedKind[];
  readonly clock: Clock;
  readonly readMemoryHistory: ReadMemoryHistory;
  readonly readLogLines: ReadLogLines;
  /** The stack itself, for `doctor --stack`. */
  readonly stack: StackReader;
  /** Where groups' data is. */
  readonly routes: RouteReader;
  readonly readPlaces: ReadPlaces;
  /** With it is called what breaks something on purpose; absent: with the credentials of everything else. */
  readonly drillRole?: DrillRole;
  /** Takes that role, if there is one: why it is not to be had, as a sentence. */
  readonly whyNoDrillRole: () => Promise<string | undefined>;
}

/** Made once per command. Sends nothing yet. */
export function wireOperator(wiring: OperatorWiring): OperatorWires {
  const { env, endpoint, tableName, writeLine } = wiring;
  const made = createAwsClients(endpoint === undefined ? {} : { endpoint });
  const { clients, ...awsClock } = watchAwsClock(made, REAL_CLOCK.nowMs);
  const clock = wiring.clockOf(REAL_CLOCK, awsClock);
  const parts = wiringParts({
    ...{ clock, clients, writeLine },
    env: { ...env, SPILLWAY_STATE_TABLE: tableName },
    warn: (message) => {
      writeLine(JSON.stringify({ level: 'WARN', message }));
    },
  });
  const scheduler = () => Promise.resolve(createSchedulerClient(endpoint));
  const stackClients = async () => {
    const { createStackClients } = await import('../aws/stack/stack-clients.ts');
    return createStackClients(endpoint === undefined ? {} : { endpoint });
  };
  const drillRole =
    wiring.drillRole &&
    takeDrillRole(wiring.drillRole, endpoint === undefined ? {} : { endpoint }, parts.calls);
  return operatorWires({
    ...{ ...parts, scheduler, stackClients: once(stackClients) },
    ...(drillRole && { drillRole }),
  });
}

/** The same over parts that are there already. */
export function operatorWires(parts: OperatorParts): OperatorWires {
  return {
    kinds: OPERATED_KINDS.map(({ open }) => open(parts)),
    clock: parts.clock,
    readMemoryHistory: (query) => readMemoryHistory(parts.clients.cloudWatch, query),
    readLogLines: async function* (query) {
      yield* readLogLines((await parts.stackClients()).logs, parts.calls, query);
    },
    stack: createAwsStackReader(parts),
    routes: createDynamoRouteReader({ kind: ROUTED_GROUPS, ...parts }),
    ...(parts.drillRole && { drillRole: parts.drillRole }),
    whyNoDrillRole: () => whyNoRole(parts.drillRole),
    readPlaces: async (instanceIds) => placesOf(await parts.clients.ec2(), parts.calls, instanceIds),
  };
}
