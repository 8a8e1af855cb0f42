// The ports of one invocation, each call of which may be interfered with, and noted for the checks. What befalls a call
// is interfere.ts.
import type { Outcome } from '../../core/outcome.ts';
import { eachSettled, valueOf, type Settled } from '../../ports/settled.ts';
import type { FleetReader, FleetWriter } from '../../targets/rdb-group/ports/fleet.ts';
import type { Telemetry, TelemetryAnswer, TelemetryQuery } from '../../targets/rdb-group/ports/telemetry.ts';
import type { OurCall } from '../checks/check.ts';
import { isRefusedNow, refusalOfReads } from './call-faults.ts';
import type { WorkPorts } from './group-functions.ts';
import { call, change, look, type CallTerms } from './interfere.ts';
import { interferedStore } from './interfered-store.ts';
import type { Invocation } from './invocation.ts';
import type { RunPorts } from './run-ports.ts';
import type { Report } from '../../targets/rdb-group/domain/node.ts';
import type { Run } from '../world/run.ts';

/** What befalls the calls of a group's functions, and who hears of them. */
export interface Interference extends CallTerms {
  readonly run: Run;
  readonly ports: RunPorts;
  readonly tellCall: (call: OurCall) => void;
  readonly tellReports: (reports: readonly Report[]) => void;
}

export function interferedPorts(given: Interference, invocation: Invocation): WorkPorts {
  const { ports } = given;
  const { handOn } = ports;
  return {
    fleetReader: readerOf(given, invocation),
    fleetWriter: writerOf(given, invocation),
    telemetryFor: (policy) => telemetryOf(given, invocation, ports.telemetryFor(policy)),
    stateStore: interferedStore(given, invocation, ports.stateStore),
    announcer: {
      ...ports.announcer,
      announce: (event) => call(given, invocation, 'events:PutEvents', () => ports.announcer.announce(event)),
    },
    calendars: ports.calendars,
    // What befalls it is drawn where it is made: the draws for other calls stay what they were.
    ...(ports.routes && { routes: ports.routes }),
    ...(handOn && {
      async handOn(functionName, event) {
        invocation.handsOn = true;
        const arrives = await call(given, invocation, 'lambda:Invoke', () => handOn(functionName, event));
        // What it has left is served late, or never by this way: it is not looked at as promised, for no fault of a cycle's.
        if (!arrives) invocation.faultCount += 1;
      },
    }),
    clock: invocation.clock,
  };
}

function readerOf(given: Interference, invocation: Invocation): FleetReader {
  const inner = given.ports.fleetReader;
  const read = <T>(name: string, carryOut: () => Promise<T>) => call(given, invocation, name, carryOut);
  /** One group makes one page: the first read is the only one. */
  async function* listed<Page>(name: string, listing: AsyncIterable<Page>) {
    const pages = listing[Symbol.asyncIterator]();
    let page = await read(name, () => pages.next());
    for (; page.done !== true; page = await pages.next()) yield page.value;
  }
  return {
    // Read once more in the middle of a cycle, it is no look: the cycle goes on without an answer.
    async readGroup(groupName) {
      const group = await read('autoscaling:DescribeAutoScalingGroups', () => inner.readGroup(groupName));
      invocation.targetReadAtMs = given.run.nowMs();
      return group;
    },
    async readGroups(groupNames) {
      const groups = await look(invocation, () =>
        read('autoscaling:DescribeAutoScalingGroups', () => inner.readGroups(groupNames)),
      );
      invocation.targetReadAtMs = given.run.nowMs();
      return groups;
    },
    listManagedGroups: () => listed('autoscaling:DescribeAutoScalingGroups', inner.listManagedGroups()),
    listManagedNames: () => listed('autoscaling:DescribeTags', inner.listManagedNames()),
    groupNameOfInstance: (id) => read('ec2:DescribeInstances', () => inner.groupNameOfInstance(id)),
    readLaunchTimes: (ids) => read('ec2:DescribeInstances', () => inner.readLaunchTimes(ids)),
    readServers: (ids) => read('ec2:DescribeInstances', () => inner.readServers(ids)),
    readTerminatingHooks: (name) =>
      read('autoscaling:DescribeLifecycleHooks', () => inner.readTerminatingHooks(name)),
    readLaunchFailures: (name, sinceMs) =>
      read('autoscaling:DescribeScalingActivities', () => inner.readLaunchFailures(name, sinceMs)),
  };
}

const READ_REPORTS = 'cloudwatch:GetMetricData';

function telemetryOf(given: Interference, invocation: Invocation, inner: Telemetry): Telemetry {
  return {
    // One group makes one query; its failure is the call's, so that it is told as one.
    readReports: (queries) => eachSettled(queries, 1, readOf),
  };

  async function readOf(query: TelemetryQuery): Promise<TelemetryAnswer> {
    const answer = await look(invocation, () =>
      call(given, invocation, READ_REPORTS, async () => {
        if (!isRefusedNow(given.run, 'reads-refused')) return valueOfOnly(await inner.readReports([query]));
        invocation.faultCount += 1;
        given.run.occur('reads-refused');
        throw refusalOfReads(given.run, READ_REPORTS);
      }),
    );
    for (const report of answer.reports) invocation.reports.set(report.instanceId, report);
    given.tellReports(answer.reports);
    return answer;
  }
}

function valueOfOnly<Value>([settled]: readonly Settled<Value>[]): Value {
  if (!settled) throw new Error('one of one was not answered');
  return valueOf(settled);
}

const REFUSED = {
  kind: 'rejected',
  code: 'ScalingActivityInProgress',
  message: 'A scaling activity is in progress',
} as const;

function writerOf(given: Interference, invocation: Invocation): FleetWriter {
  const inner = given.ports.fleetWriter;
  const write = async (ours: OurCall, carryOut: () => Promise<Outcome>) => {
    const faultsBefore = invocation.faultCount;
    const outcome = await change(given, invocation, {
      name: ours.action,
      disturbs: ours.action === 'heartbeat' ? 'read' : 'write',
      refusal: REFUSED,
      carryOut: () => {
        given.tellCall(ours);
        return given.run.actors.as('us', carryOut);
      },
    });
    invocation.calls.faultCount += invocation.faultCount - faultsBefore;
    const isRefused = outcome.kind === 'rejected' || outcome.kind === 'unknown';
    if (isRefused && ours.action !== 'protect') invocation.calls.refusedCount += 1;
    return outcome;
  };
  return {
    setDesiredCapacity: (one) =>
      write(
        {
          action: 'set-desired',
          desiredCapacity: one.desiredCapacity,
          groupReadAtMs: invocation.targetReadAtMs ?? 0,
        },
        () => inner.setDesiredCapacity(one),
      ),
    protectNodes: (one) =>
      write({ action: 'protect', instanceIds: one.instanceIds }, () => inner.protectNodes(one)),
    terminateInstance: (one) => write({ action: 'terminate', ...one }, () => inner.terminateInstance(one)),
    completeHook: (one) => {
      const action = one.result === 'CONTINUE' ? 'continue' : 'abandon';
      return write({ action, instanceId: one.instanceId }, () => inner.completeHook(one));
    },
    heartbeatHook: (one) =>
      write({ action: 'heartbeat', instanceId: one.instanceId }, () => inner.heartbeatHook(one)),
  };
}
