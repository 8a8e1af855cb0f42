// The local AWS as it goes on: its world at a pace, the functions wired to their triggers, its own calls and its page. Stops when
// it is told to.
import { createPacedClock, type PacedClock } from '../../lib/emulator/live/paced-clock.ts';
import { createLastingFaults } from '../../lib/emulator/live/lasting-faults.ts';
import { createLocalCalls } from '../../lib/emulator/live/local-calls.ts';
import { createLocalRequests } from '../../lib/emulator/live/local-requests.ts';
import { createOutsideCallers, type OutsideCallers } from '../../lib/emulator/live/outside-callers.ts';
import { liveStateOf } from '../../lib/emulator/live/live-state.ts';
import { ASYNC_SETTINGS } from '../../lib/emulator/stack/async-settings.ts';
import { startEmulator, STATE_TABLE, type Emulator } from '../../lib/emulator/start-emulator.ts';
import { accessKeyIdOf } from '../../lib/emulator/call-log.ts';
import type { AnswerFirst } from '../../lib/emulator/wire/server.ts';
import { LEASE_DURATION_MS } from '../../lib/cycle/lease/lease-limits.ts';
import { DAY_MS } from '../../lib/core/units.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import type { World } from '../../lib/sim/world.ts';
import { wireLocal } from '../../lib/wiring/wire-local.ts';
import { probedRdbs, probeTags } from '../demo/adopted-group.ts';
import { startLocalSpillway } from '../demo/local-spillway.ts';
import { createNewDecisions } from '../demo/new-decisions.ts';
import type { DayDisplay } from '../demo/show-day.ts';
import { createHistory } from './history.ts';
import type { LocalAwsOptions } from './local-options.ts';
import {
  calendarOf,
  createLocalWorld,
  groupNamesOf,
  LOCAL_STACK,
  localSchedules,
  scaleInPayload,
} from './local-world.ts';
import { deployedStack } from './deployed-stack.ts';
import { createFollowers } from './followers.ts';
import { localPage } from './page/local-page.ts';

/** RDBs tell who asks where data is, from when to when they hold rows of each table. */
const PROBE_QUERY = 'kx-autoscaling-slices';

/** Nobody asks for them, and it goes on for days. */
const CALLS_KEPT = 1_000;

export interface LocalAws {
  readonly world: World;
  readonly emulator: Emulator;
  readonly paced: PacedClock;
  /** Resolves when it was stopped; rejects with what the world threw. */
  readonly run: () => Promise<void>;
  /** Ends `run`, the functions and the server; again is no harm. */
  readonly stop: () => Promise<void>;
}

export interface LocalAwsParts {
  readonly options: LocalAwsOptions;
  readonly trace: Trace;
  readonly display: Pick<DayDisplay, 'event' | 'decision'>;
  readonly real: Clock;
  /** Who knows it may ask for `/_local/…`. */
  readonly token: string;
  /** When the tick is due, a schedule expression; each minute by default. */
  readonly tick?: string;
  /** Told of a function that failed, once for each attempt. */
  readonly onFailed: (functionName: string, error: unknown) => void;
}

/** Starts listening; time moves once it is run. */
export async function startLocalAws(parts: LocalAwsParts): Promise<LocalAws> {
  const { options, trace, display, real, token } = parts;
  const world = createLocalWorld(options, trace);
  const groupNames = groupNamesOf(options);
  let answerFirst: AnswerFirst = () => false;
  let onCall: OutsideCallers['onCall'] = () => undefined;
  const emulator = await startEmulator({
    world,
    ...probedRdbs(groupNames, options.reports),
    // A drill writes keys.
    cacheServers: {},
    schedules: localSchedules(trace),
    stack: deployedStack(LOCAL_STACK),
    // A tick that cannot serve all that is due in its minute goes on as it does on AWS.
    asynchronous: { settingsOf: (functionName) => ASYNC_SETTINGS[functionName], realNowMs: real.nowMs },
    queues: true,
    ...(parts.tick !== undefined && { tick: parts.tick }),
    outsiders: true,
    port: options.port,
    answerFirst: (incoming, outgoing) => answerFirst(incoming, outgoing),
    onCall: (call) => onCall(call),
    callsKept: CALLS_KEPT,
  });
  const callers = createOutsideCallers({
    stateTable: STATE_TABLE,
    readItem: emulator.readItem,
    nowMs: world.clock.nowMs,
    realNowMs: real.nowMs,
    leaseMs: LEASE_DURATION_MS,
  });
  onCall = callers.onCall;
  if (emulator.rdbs)
    for (const name of groupNames)
      world.autoScaling.putTags(name, probeTags(name, emulator.rdbs.port, PROBE_QUERY));

  const history = createHistory(world);
  const followers = createFollowers({
    state: () => ({ ...state(), history: history.latest() }),
    realNowMs: real.nowMs,
    utcOffsetMinutes: trace.utcOffsetMinutes,
  });
  const paced: PacedClock = createPacedClock({
    clock: world.clock,
    real,
    speed: options.speed,
    heldUpBy: async () => {
      const [running] = emulator.running();
      if (running !== undefined) return `the function ${running} is running`;
      return callers.heldUpBy();
    },
    ...(options.pausesAtMs !== undefined && { nextPauseMs: nextDaily(trace, options.pausesAtMs) }),
    onStep: followers.tell,
  });
  const faults = createLastingFaults(world.clock.nowMs);
  const state = () => ({
    ...liveStateOf(world, paced.pace(), trace.utcOffsetMinutes),
    faults: faults.list(),
  });

  const newDecisions = createNewDecisions();
  const spillway = startLocalSpillway({
    emulator,
    clock: world.clock,
    onServed: (_name, served) => {
      for (const decision of newDecisions(served, world.clock.nowMs())) {
        display.decision(decision);
        followers.decided(decision);
      }
    },
    onFailed: parts.onFailed,
  });
  await writeCalendar(emulator, world.clock, trace);
  const endListening = world.onEvent((event) => {
    display.event(event);
    followers.happened(event);
  });
  answerFirst = createLocalRequests({
    token,
    page: () => localPage(token),
    calls: createLocalCalls({
      ...{ world, rdbs: emulator.rdbs, injectWireFault: emulator.injectWireFault, faults, paced, state },
      openScaleIn: async () => {
        const scheduledTime = new Date(world.clock.nowMs()).toISOString();
        await emulator.invoke('on-schedule', scaleInPayload(trace, scheduledTime));
      },
    }),
    follow: followers.add,
  });

  let running: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  return {
    world,
    emulator,
    paced,
    run: () => (running ??= paced.run()),
    stop: () =>
      (stopping ??= (async () => {
        paced.stop();
        endListening();
        followers.end();
        await running?.catch(() => undefined);
        spillway.stop();
        await emulator.stop();
      })()),
  };
}

/** The next moment, strictly after another, that lies so long after a local midnight. */
function nextDaily(trace: Trace, afterMidnightMs: number): (afterMs: number) => number {
  const firstMs = trace.startMs + afterMidnightMs;
  return (afterMs) => firstMs + (Math.floor((afterMs - firstMs) / DAY_MS) + 1) * DAY_MS;
}

/** As the first schedule would: until then a target's days would be those of UTC. */
async function writeCalendar({ endpoint }: Emulator, clock: Clock, trace: Trace): Promise<void> {
  const { ports, destroy } = wireLocal({
    ...{ endpoint, clock },
    accessKeyId: accessKeyIdOf('on-schedule'),
    env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
    writeLine: () => undefined,
  });
  await ports.calendars.writeCalendar('default', calendarOf(trace));
  destroy();
}
