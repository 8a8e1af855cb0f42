// The ports of one invocation, each call of which may be interfered with, and noted for the checks. What befalls a call
// is interfere.ts.
import type { GroupPorts, GroupStateStore } from '../../targets/rdb-group/ports/group-ports.ts';
import type { Outcome } from '../../core/outcome.ts';
import { eachSettled, valueOf, type Settled } from '../../ports/settled.ts';
import { HOUR_MS } from '../../core/units.ts';
import type { FleetReader, FleetWriter } from '../../targets/rdb-group/ports/fleet.ts';
import type { Telemetry, TelemetryAnswer, TelemetryQuery } from '../../targets/rdb-group/ports/telemetry.ts';
import type { OurCall } from '../checks/check.ts';
import { isRefusedNow, refusalOfReads } from './call-faults.ts';
import { call, change, look, type Interference } from './interfere.ts';
import type { Invocation } from './invocation.ts';

export function interferedPorts(given: Interference, invocation: Invocation): GroupPorts {
  const { ports } = given;
  return {
    fleetReader: readerOf(given, invocation),
    fleetWriter: writerOf(given, invocation),
    telemetryFor: (policy) => telemetryOf(given, invocation, ports.telemetryFor(policy)),
    stateStore: storeOf(given, invocation),
    announcer: {
      ...ports.announcer,
      announce: (event) => call(given, invocation, 'events:PutEvents', () => ports.announcer.announce(event)),
    },
    calendars: ports.calendars,
    clock: invocation.clock,
  };
}

function readerOf(given: Interference, invocation: Invocation): FleetReader {
  const inner = given.ports.fleetReader;
  const read = <T>(name: string, carryOut: () => Promise<T>) => call(given, invocation, name, carryOut);
  return {
    // Read once more in the middle of a cycle, it is no look: the cycle goes on without an answer.
    async readGroup(groupName) {
      const group = await read('autoscaling:DescribeAutoScalingGroups', () => inner.readGroup(groupName));
      invocation.groupReadAtMs = given.run.nowMs();
      return group;
    },
    async readGroups(groupNames) {
      const groups = await look(invocation, () =>
        read('autoscaling:DescribeAutoScalingGroups', () => inner.readGroups(groupNames)),
      );
      invocation.groupReadAtMs = given.run.nowMs();
      return groups;
    },
    async *listManagedGroups() {
      const pages = inner.listManagedGroups()[Symbol.asyncIterator]();
      // One group makes one page: the first read is the only one.
      let page = await read('autoscaling:DescribeAutoScalingGroups', () => pages.next());
      for (; page.done !== true; page = await pages.next()) yield page.value;
    },
    groupNameOfInstance: (id) => read('ec2:DescribeInstances', () => inner.groupNameOfInstance(id)),
    readLaunchTimes: (ids) => read('ec2:DescribeInstances', () => inner.readLaunchTimes(ids)),
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

function writerOf(given: Interference, invocation: Invocation): FleetWriter {
  const inner = given.ports.fleetWriter;
  const write = async (ours: OurCall, carryOut: () => Promise<Outcome>) => {
    const faultsBefore = invocation.faultCount;
    const outcome = await change(given, invocation, ours, carryOut);
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
          groupReadAtMs: invocation.groupReadAtMs ?? 0,
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

function storeOf(given: Interference, invocation: Invocation): GroupStateStore {
  const inner = given.ports.stateStore;
  const through = <T>(name: string, carryOut: () => Promise<T>) =>
    call(given, invocation, `dynamodb:${name}`, carryOut);
  const { calls } = invocation;
  const givingBack = async (giveBack: () => Promise<boolean>) => {
    calls.triedToGiveBack = true;
    const isKept = await through('UpdateItem', giveBack);
    calls.gaveBack ||= isKept;
    return isKept;
  };
  return {
    ...inner,
    takeLease: (request) => through('UpdateItem', () => inner.takeLease(request)),
    giveBack(lease, record) {
      const isAhead = record?.nextLookAtMs !== undefined && given.run.happens('due-ahead', 0.01);
      const written = isAhead
        ? { ...record, nextLookAtMs: (record.nextLookAtMs ?? 0) + 3 * HOUR_MS }
        : record;
      return givingBack(() => inner.giveBack(lease, written));
    },
    async changeIntent(...args) {
      calls.intent = 'unknown';
      const changed = await through('UpdateItem', () => inner.changeIntent(...args));
      if (changed.kind === 'set') calls.intent = changed.intent;
      else delete calls.intent;
      return changed;
    },
    readDueTimes: (names) => through('BatchGetItem', () => inner.readDueTimes(names)),
    async markForLook(...args) {
      await through('UpdateItem', () => inner.markForLook(...args));
      calls.toldOfLease = true;
    },
    giveBackUnknown: (lease) => givingBack(() => inner.giveBackUnknown(lease)),
    readState: (name) => through('GetItem', () => inner.readState(name)),
    writeJournal: (entry) => through('PutItem', () => inner.writeJournal(entry)),
  };
}
