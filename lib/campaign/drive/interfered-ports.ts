// The ports of one invocation, interfered with: throttled, failed, unanswered, slow and late calls, the function's end at
// any of them, and the world that moves on between two of them.
import type { CyclePorts } from '../../cycle/ports.ts';
import { PortError } from '../../domain/errors.ts';
import type { Report } from '../../domain/node.ts';
import type { Outcome } from '../../domain/outcome.ts';
import { HOUR_MS, SECOND_MS } from '../../domain/units.ts';
import type { FleetReader, FleetWriter } from '../../ports/fleet.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { Telemetry } from '../../ports/telemetry.ts';
import type { OurCall } from '../checks/check.ts';
import type { Run } from '../world/run.ts';
import { mustLive, type Invocation, type Threads } from './invocation.ts';
import type { RunPorts } from './run-ports.ts';

export interface Interference {
  readonly run: Run;
  readonly threads: Threads;
  readonly ports: RunPorts;
  /** Something that happens in the world between two calls, more often before a change. */
  readonly disturbWorld: (call: 'read' | 'write') => void;
  readonly tellCall: (call: OurCall) => void;
  readonly tellReports: (reports: readonly Report[]) => void;
}

/** Shares of calls that a fault of full strength strikes. */
const SHARE = { throttled: 0.08, failed: 0.08, timedOut: 0.08, slow: 0.15, late: 0.5, killed: 0.02 } as const;
const SLOW_MS = { min: 100, max: 20 * SECOND_MS } as const;
/** A change that nobody waited for lands at the latest when the lease runs out: lib/cycle/lease-limits.ts. */
const LANDS_LATE_MS = { min: SECOND_MS, max: 12 * SECOND_MS } as const;
/** How long a change is waited for: lib/cycle/lease-limits.ts. */
const WRITE_DEADLINE_MS = 8 * SECOND_MS;

export function interferedPorts(given: Interference, invocation: Invocation): CyclePorts {
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
    clock: invocation.clock,
  };
}

/** One call that answers or throws. Interfered with, it may have been carried out all the same. */
async function call<T>(
  given: Interference,
  invocation: Invocation,
  name: string,
  carryOut: () => Promise<T>,
  kind: 'read' | 'write' = 'read',
): Promise<T> {
  const { run } = given;
  await waitIfSlow(given, invocation);
  given.disturbWorld(kind);
  const fault = faultOf(run);
  if (run.happens('killed', SHARE.killed)) {
    invocation.isKilled = true;
    invocation.faultCount += 1;
    if (run.chanceOf('killed').next() < 0.5) void carryOut().catch(() => undefined);
  }
  mustLive(run, invocation);
  if (!fault) return carryOut();
  invocation.faultCount += 1;
  if (fault.isDone) await carryOut();
  throw new PortError(name, fault.code, fault.message);
}

interface CallFault {
  readonly code: string;
  readonly message: string;
  /** It was carried out nevertheless. */
  readonly isDone: boolean;
  /** AWS said no: nothing was done, for certain. */
  readonly isRefusal: boolean;
}

function faultOf(run: Run): CallFault | undefined {
  if (run.happens('calls-throttled', SHARE.throttled))
    return { code: 'Throttling', message: 'Rate exceeded', isDone: false, isRefusal: true };
  if (run.happens('calls-failed', SHARE.failed)) {
    const isDone = run.chanceOf('calls-failed').next() < 0.5;
    return { code: 'InternalFailure', message: 'An internal error has occurred', isDone, isRefusal: false };
  }
  if (run.happens('calls-timed-out', SHARE.timedOut)) {
    const isDone = run.chanceOf('calls-timed-out').next() < 0.5;
    return { code: 'TimeoutError', message: 'The call was not answered in time', isDone, isRefusal: false };
  }
  return undefined;
}

async function waitIfSlow({ run, threads }: Interference, invocation: Invocation): Promise<void> {
  mustLive(run, invocation);
  if (!run.happens('calls-slow', SHARE.slow)) return;
  invocation.faultCount += 1;
  await threads.park(run.chanceOf('calls-slow').integer(SLOW_MS));
}

function readerOf(given: Interference, invocation: Invocation): FleetReader {
  const inner = given.ports.fleetReader;
  const read = <T>(name: string, carryOut: () => Promise<T>) => call(given, invocation, name, carryOut);
  return {
    async readGroup(groupName) {
      const group = await read('autoscaling:DescribeAutoScalingGroups', () => inner.readGroup(groupName));
      invocation.groupReadAtMs = given.run.nowMs();
      return group;
    },
    async *listManagedGroups() {
      for await (const page of inner.listManagedGroups())
        yield await read('autoscaling:DescribeAutoScalingGroups', () => Promise.resolve(page));
    },
    groupNameOfInstance: (id) => read('ec2:DescribeInstances', () => inner.groupNameOfInstance(id)),
    readLaunchTimes: (ids) => read('ec2:DescribeInstances', () => inner.readLaunchTimes(ids)),
    readTerminatingHooks: (name) =>
      read('autoscaling:DescribeLifecycleHooks', () => inner.readTerminatingHooks(name)),
    readLaunchFailures: (name, sinceMs) =>
      read('autoscaling:DescribeScalingActivities', () => inner.readLaunchFailures(name, sinceMs)),
  };
}

function telemetryOf(given: Interference, invocation: Invocation, inner: Telemetry): Telemetry {
  return {
    async readReports(query) {
      const answer = await call(given, invocation, 'cloudwatch:GetMetricData', () =>
        inner.readReports(query),
      );
      for (const report of answer.reports) invocation.reports.set(report.instanceId, report);
      given.tellReports(answer.reports);
      return answer;
    },
  };
}

function writerOf(given: Interference, invocation: Invocation): FleetWriter {
  const inner = given.ports.fleetWriter;
  const write = (ours: OurCall, carryOut: () => Promise<Outcome>) =>
    change(given, invocation, ours, carryOut);
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

/** One change: what becomes of it is an outcome, as AWS's adapters answer. */
async function change(
  given: Interference,
  invocation: Invocation,
  ours: OurCall,
  carryOut: () => Promise<Outcome>,
): Promise<Outcome> {
  const { run } = given;
  const send = () => {
    given.tellCall(ours);
    return run.actors.as('us', carryOut);
  };
  if (run.strength('writes-denied') > 0 && isDeniedNow(run)) {
    invocation.faultCount += 1;
    run.occur('writes-denied');
    return {
      kind: 'rejected',
      code: 'ScalingActivityInProgress',
      message: 'A scaling activity is in progress',
    };
  }
  if (run.happens('calls-late', SHARE.late)) {
    invocation.faultCount += 1;
    const landsInMs = run.chanceOf('calls-late').integer(LANDS_LATE_MS);
    run.world.clock.schedule(run.nowMs() + landsInMs, async () => void (await send()));
    await given.threads.park(WRITE_DEADLINE_MS);
    mustLive(run, invocation);
    return { kind: 'unknown', message: 'TimeoutError: The call was not answered in time' };
  }
  try {
    return await call(given, invocation, ours.action, send, ours.action === 'heartbeat' ? 'read' : 'write');
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return error.code === 'Throttling'
      ? { kind: 'rejected', code: error.code, message: error.message }
      : { kind: 'unknown', message: error.message };
  }
}

/** Half an hour in three, at full strength. */
const DENIED_PERIOD_MS = 1.5 * HOUR_MS;

function isDeniedNow(run: Run): boolean {
  const phase = (run.nowMs() % DENIED_PERIOD_MS) / DENIED_PERIOD_MS;
  return phase < run.strength('writes-denied') / 3;
}

function storeOf(given: Interference, invocation: Invocation): StateStore {
  const inner = given.ports.stateStore;
  const through = <T>(name: string, carryOut: () => Promise<T>) =>
    call(given, invocation, `dynamodb:${name}`, carryOut);
  return {
    ...inner,
    takeLease: (request) => through('UpdateItem', () => inner.takeLease(request)),
    giveBack(lease, record) {
      const isAhead = record?.nextLookAtMs !== undefined && given.run.happens('due-ahead', 0.01);
      const written = isAhead
        ? { ...record, nextLookAtMs: (record.nextLookAtMs ?? 0) + 3 * HOUR_MS }
        : record;
      return through('UpdateItem', () => inner.giveBack(lease, written));
    },
    changeIntent: (...args) => through('UpdateItem', () => inner.changeIntent(...args)),
    readDueTimes: (names) => through('BatchGetItem', () => inner.readDueTimes(names)),
    markForLook: (...args) => through('UpdateItem', () => inner.markForLook(...args)),
    giveBackUnknown: (lease) => through('UpdateItem', () => inner.giveBackUnknown(lease)),
    readState: (name) => through('GetItem', () => inner.readState(name)),
    writeJournal: (entry) => through('PutItem', () => inner.writeJournal(entry)),
  };
}
