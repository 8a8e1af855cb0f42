// Runs real cycles of several holders against one group, one step at a time, in the order it is told.
//
//   holder A  take ──▶ read ──▶ … ──▶ send ─ ─ ─ lands? ─▶ give back
//   holder B       take? ──▶ …                     ▲ when, and whether it is heard of, is told too
//
// A step: release one waiting call, land or lose a call in flight, start a cycle, crash a holder, change the
// floor, or let time pass. Each holder's clock is off by its own skew.
import { createMemoryCalendarStore } from '../../build/memory-calendar-store.ts';
import { eachByItself } from '../../../lib/targets/rdb-group/ports/telemetry.ts';
import { changeBySchedule } from '../../../lib/core/apply-schedule.ts';
import type { Outcome } from '../../../lib/core/outcome.ts';
import { NOTHING_LEARNED } from '../../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lib/core/units.ts';
import { FUNCTION_TIMEOUT_MAX_MS } from '../../../lib/cycle/lease/lease-limits.ts';
import type { GroupPorts, GroupStateStore } from '../../../lib/targets/rdb-group/ports/group-ports.ts';
import { runCycle } from '../../../lib/cycle/run-cycle.ts';
import { WRITE_LIMIT_MS } from '../../../lib/ports/write-limit.ts';
import { createMemoryStateStore, type MemoryStateStore } from '../../build/memory-state-store.ts';
import { NOW_MS } from '../../build/servers.ts';
import { HOOK } from '../../build/snapshot.ts';
import { aContendedGroup, type ContendedGroup } from './contended-group.ts';
import { RDB_GROUP } from '../../../lib/targets/rdb-group/rdb-group.ts';

const nobodyLists = (): never => {
  throw new Error('nobody lists here');
};

export interface Interleaving {
  /** Which of the possible steps is taken, in turn; taken modulo their number. */
  readonly choices: readonly number[];
  /** One holder for each, ms that its clock is ahead. */
  readonly skewsMs: readonly number[];
  /** A call that was not answered in time may land at any time after. */
  readonly landsEver: boolean;
  readonly withLease: boolean;
}

export interface Played {
  readonly group: ContendedGroup;
  readonly stateStore: MemoryStateStore;
  /** Calls that landed when a later holder had the lease already. */
  readonly staleLandings: number;
  /** Records of a cycle that had not seen the record before it. */
  readonly lostUpdates: number;
  readonly crashes: number;
  readonly unknowns: number;
}

interface Waiting {
  readonly invocation: number;
  readonly readyAtMs: number;
  readonly release: () => void;
}

interface InFlight {
  readonly fence: number;
  readonly sentAtMs: number;
  readonly carryOut: () => Outcome;
  readonly answer: (outcome: Outcome) => void;
  answered: boolean;
}

const TIME_STEPS_MS = [SECOND_MS, 9 * SECOND_MS, 61 * SECOND_MS];
const CRASHES_MAX = 3;
const SETTLING_STEPS_MAX = 400;

export async function play({ choices, skewsMs, landsEver, withLease }: Interleaving): Promise<Played> {
  const group = aContendedGroup(NOW_MS);
  const table = createMemoryStateStore();
  const proof = { observedAtMs: NOW_MS - MINUTE_MS, sampledFromMs: NOW_MS - MINUTE_MS };
  const nodes = Object.fromEntries(
    group.memoryNodes.map((id) => [
      id,
      {
        launch: { firstSeenAtMs: 0 },
        ...(id !== 'i-live' && { emptiness: { proof }, turn: { everLive: true } }),
      },
    ]),
  );
  table.items.set(group.name, { fence: 0, learned: { ...NOTHING_LEARNED, nodes } });
  const store = withLease ? table : withoutLease(table);

  let trueMs = NOW_MS;
  let waiting: Waiting[] = [];
  let inFlight: InFlight[] = [];
  /** The invocation that each holder runs now. */
  const running = new Map<number, number>();
  let invocations = 0;
  let floors = 0;
  const counts = { staleLandings: 0, lostUpdates: 0, crashes: 0, unknowns: 0 };

  const gate = <T>(invocation: number, carryOut: () => Promise<T>, readyAtMs = trueMs): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ invocation, readyAtMs, release: () => void carryOut().then(resolve, reject) });
    });

  /** The ports of one invocation; what it sends bears the fence of the lease it has taken. */
  function portsOf(holder: number, invocation: number): GroupPorts {
    let fence = 0;
    let recordsSeen = 0;
    const nowMs = () => trueMs + (skewsMs[holder] ?? 0);
    const send = (carryOut: () => Outcome): Promise<Outcome> =>
      new Promise((answer) => inFlight.push({ fence, sentAtMs: trueMs, carryOut, answer, answered: false }));
    const stateStore: GroupStateStore = {
      ...store,
      takeLease: (request) =>
        gate(invocation, async () => {
          const underwayMs = nowMs() - request.nowMs;
          if (underwayMs > FUNCTION_TIMEOUT_MAX_MS) throw new Error('its function has timed out long ago');
          const answer = await store.takeLease(request);
          if (answer.kind === 'taken')
            [fence, recordsSeen] = [answer.lease.fence, table.recordedFences.length];
          return answer;
        }),
      giveBack: (lease, record) =>
        gate(invocation, async () => {
          const seen = table.recordedFences.length;
          const kept = await store.giveBack(lease, record);
          if (kept && record && seen !== recordsSeen) counts.lostUpdates += 1;
          return kept;
        }),
    };
    return {
      stateStore,
      fleetReader: {
        readGroup: () => gate(invocation, () => Promise.resolve(group.read())),
        readGroups: () => gate(invocation, () => Promise.resolve([{ ok: true, value: group.read() }])),
        listManagedGroups: nobodyLists,
        listManagedNames: nobodyLists,
        groupNameOfInstance: () => Promise.resolve(undefined),
        readLaunchTimes: () => Promise.resolve(new Map()),
        readServers: () => Promise.resolve(new Map()),
        readTerminatingHooks: () => gate(invocation, () => Promise.resolve([HOOK])),
        readLaunchFailures: () => Promise.resolve([]),
      },
      fleetWriter: {
        setDesiredCapacity: ({ desiredCapacity }) => send(() => group.setDesiredCapacity(desiredCapacity)),
        protectNodes: () => send(() => ({ kind: 'applied' })),
        terminateInstance: ({ instanceId, decrement }) =>
          send(() => group.terminate(instanceId, { decrement })),
        completeHook: ({ instanceId, result }) => send(() => group.completeHook(instanceId, result)),
        heartbeatHook: () => send(() => ({ kind: 'applied' })),
      },
      telemetryFor: () =>
        eachByItself(() => gate(invocation, () => Promise.resolve({ reports: group.reports(), odd: [] }))),
      announcer: {
        publishMetrics: () => undefined,
        publishNodeMetrics: () => undefined,
        logNodes: () => undefined,
        publishAttention: () => undefined,
        announce: () => Promise.resolve(),
      },
      calendars: createMemoryCalendarStore(),
      clock: {
        nowMs,
        sleep: (durationMs) => gate(invocation, () => Promise.resolve(), trueMs + durationMs),
      },
    };
  }

  function land(call: InFlight): void {
    inFlight = inFlight.filter((other) => other !== call);
    const newest = table.items.get(group.name)?.fence ?? 0;
    if (call.fence !== newest) counts.staleLandings += 1;
    const outcome = call.carryOut();
    if (!call.answered) call.answer(outcome);
  }

  function giveUpOn(call: InFlight, { lands }: { readonly lands: boolean }): void {
    if (!call.answered) counts.unknowns += 1;
    call.answered = true;
    if (!lands) inFlight = inFlight.filter((other) => other !== call);
    call.answer({ kind: 'unknown', message: 'no answer in time' });
  }

  /** A call is answered, or given up on, before its time is up; whether it has landed by then depends. */
  function passTime(durationMs: number): void {
    const toMs = trueMs + durationMs;
    for (const call of inFlight.filter((c) => !c.answered && c.sentAtMs + WRITE_LIMIT_MS <= toMs)) {
      trueMs = Math.max(trueMs, call.sentAtMs + WRITE_LIMIT_MS);
      group.passTo(trueMs);
      if (landsEver) giveUpOn(call, { lands: true });
      else land(call);
    }
    trueMs = toMs;
    group.passTo(trueMs);
  }

  function start(holder: number): void {
    invocations += 1;
    const invocation = invocations;
    running.set(holder, invocation);
    const ended = () => {
      if (running.get(holder) === invocation) running.delete(holder);
    };
    // A cycle whose lease ran out fails, as it must; what counts is what it did.
    void runCycle(RDB_GROUP, { name: group.name, trigger: 'tick' }, portsOf(holder, invocation)).then(
      ended,
      ended,
    );
  }

  /** What it waited for never comes; what it has sent may still land. The holder is free for another. */
  function crash(holder: number, invocation: number): void {
    counts.crashes += 1;
    running.delete(holder);
    waiting = waiting.filter((w) => w.invocation !== invocation);
  }

  function floorOf(nodeCount: number): void {
    const scheduledTime = new Date(trueMs).toISOString();
    void store.changeIntent(
      group.name,
      changeBySchedule({ action: 'ensure-capacity', nodeCount, holdMinutes: 30, scheduledTime }, trueMs),
    );
  }

  function possibleSteps(): readonly (() => void)[] {
    const ready = waiting.filter((w) => w.readyAtMs <= trueMs);
    const releases = ready.map((w) => () => {
      waiting = waiting.filter((other) => other !== w);
      w.release();
    });
    const idle = skewsMs.map((_, holder) => holder).filter((holder) => !running.has(holder));
    const crashes = counts.crashes < CRASHES_MAX ? [...running] : [];
    return [
      // More often than the rest, so that cycles get on and meet.
      ...Array.from({ length: 4 }, () => releases).flat(),
      ...inFlight.map((call) => () => land(call)),
      ...inFlight.filter((c) => !c.answered).map((call) => () => giveUpOn(call, { lands: landsEver })),
      ...idle.map((holder) => () => start(holder)),
      ...TIME_STEPS_MS.map((ms) => () => passTime(ms)),
      ...crashes.map(
        ([holder, invocation]) =>
          () =>
            crash(holder, invocation),
      ),
      () => floorOf(2 + (floors += 1)),
    ];
  }

  for (const choice of choices) {
    const steps = possibleSteps();
    steps[choice % steps.length]?.();
    await new Promise(setImmediate);
  }
  // No more faults: everything that waits gets on, and what is in flight lands.
  for (let i = 0; i < SETTLING_STEPS_MAX && (waiting.length > 0 || inFlight.length > 0); i += 1) {
    const [first] = waiting;
    const [call] = inFlight;
    if (call) land(call);
    else if (first && first.readyAtMs <= trueMs) {
      waiting = waiting.slice(1);
      first.release();
    } else passTime(SECOND_MS);
    await new Promise(setImmediate);
  }
  return { group, stateStore: table, ...counts };
}

/** A table that gives the lease to whoever asks, and lets everybody write. */
function withoutLease(table: MemoryStateStore): GroupStateStore {
  return {
    ...table,
    takeLease({ name: groupName, owner, nowMs, durationMs }) {
      const item = table.items.get(groupName) ?? { fence: 0 };
      const lease = { name: groupName, owner, fence: item.fence + 1, expiresAtMs: nowMs + durationMs };
      table.items.set(groupName, { ...item, fence: lease.fence });
      const state = { learned: item.learned ?? NOTHING_LEARNED, ...(item.intent && { intent: item.intent }) };
      return Promise.resolve({ kind: 'taken', lease, state });
    },
    giveBack(lease, record) {
      const item = table.items.get(lease.name) ?? { fence: 0 };
      if (record) table.recordedFences.push(lease.fence);
      table.items.set(lease.name, { ...item, ...record });
      return Promise.resolve(true);
    },
  };
}
