// What can be broken on purpose while the local AWS runs: each kind with what is told of it, and how it is done to the world.
// What AWS itself can be asked for (ending an instance, changing a tag) is not among them: use AWS's own calls.
// Which of them still last: lasting-faults.ts.
import { MINUTE_MS } from '../../core/units.ts';
import type { Fault } from '../../sim/faults.ts';
import type { World } from '../../sim/world.ts';
import type { RdbFault } from '../rdbs/rdb-server.ts';
import type { WorldRdbs } from '../rdbs/world-rdbs.ts';
import type { FaultOrder, InjectedFault } from '../wire/wire-faults.ts';
import type { LastingFault } from './lasting-faults.ts';
import { LocalCallError } from './local-call-error.ts';

/** What a fault is done with. */
export interface Breakable {
  readonly world: World;
  readonly rdbs: WorldRdbs | undefined;
  readonly injectWireFault: (order: FaultOrder) => InjectedFault;
}

/** A fault that was asked for, complete. */
export interface AskedFault {
  readonly groupName: string;
  /** All of the group without it. */
  readonly instanceId?: string;
  readonly minutes: number;
  /** AWS's action; `*`: whatever comes. */
  readonly action: string;
  readonly times: number;
}

/** What of a request a fault can go by. */
export type FaultField = 'group' | 'node' | 'minutes' | 'action' | 'times';

/** How it ends, of a fault that lasts. */
export type Lasts = Pick<LastingFault, 'untilMs' | 'callsLeft' | 'end'>;

export interface FaultKind {
  /** For a list: what happens. */
  readonly says: string;
  /** What of the request it goes by; anything else in it is refused. */
  readonly heeds: readonly FaultField[];
  /** It strikes one node: the live one, unless another is named. */
  readonly isOfOneNode?: true;
  /** It is done to servers, whatever they run; the others are of RDBs. */
  readonly isOfServers?: true;
  /** `undefined` for a fault of a moment. */
  readonly strike: (breakable: Breakable, asked: AskedFault) => Promise<Lasts | undefined>;
}

function span({ world }: Breakable, minutes: number) {
  const fromMs = world.clock.nowMs();
  return { fromMs, untilMs: fromMs + minutes * MINUTE_MS };
}

/** A fault of the world that strikes what the group launches while it lasts. */
function ofLaunches(kind: 'no-capacity' | 'stays-pending' | 'never-reports' | 'never-empties', says: string) {
  return {
    says,
    heeds: ['group', 'minutes'],
    ...((kind === 'no-capacity' || kind === 'stays-pending') && { isOfServers: true }),
    strike: async (breakable, { groupName, minutes }) => {
      const { fromMs, untilMs } = span(breakable, minutes);
      const end = breakable.world.inject({ kind, groupName, fromMs, untilMs } as Fault);
      return { untilMs, end };
    },
  } as const satisfies FaultKind;
}

/** A fault of RDB processes, also of those that start while it lasts. */
async function strikeRdbs(breakable: Breakable, asked: AskedFault, fault: RdbFault): Promise<Lasts> {
  const { world, rdbs } = breakable;
  const { untilMs } = span(breakable, asked.minutes);
  const { groupName, instanceId } = asked;
  const rdb = instanceId === undefined ? { groupName } : { instanceId };
  const end = await rdbs?.injectFault({ rdb, fault });
  world.clock.schedule(untilMs, () => end?.());
  return { untilMs, end: async () => end?.() };
}

/** AWS's answer to the calls to come. */
function ofCalls(kind: 'throttle' | 'deny', says: string) {
  return {
    says,
    heeds: ['action', 'times'],
    strike: async ({ injectWireFault }, { action, times }) =>
      injectWireFault({ action, times, fault: { kind } }),
  } as const satisfies FaultKind;
}

/** What is launched so long after it takes longer, too. */
const SLOW_BOOTS_MINUTES = 60;

export const FAULT_KINDS = {
  'no-capacity': ofLaunches(
    'no-capacity',
    'EC2 has no capacity for the group for so many minutes: launches fail, and are tried again',
  ),
  'slow-boot': {
    says: 'what is launched in the next hour takes so many minutes longer until it waits in the queue',
    heeds: ['group', 'minutes'],
    isOfServers: true,
    strike: async (breakable, { groupName, minutes }) => {
      const { fromMs, untilMs } = span(breakable, SLOW_BOOTS_MINUTES);
      const extraMs = minutes * MINUTE_MS;
      const end = breakable.world.inject({ kind: 'slow-boot', groupName, extraMs, fromMs, untilMs });
      return { untilMs, end };
    },
  },
  'stays-pending': ofLaunches(
    'stays-pending',
    'what is launched within so many minutes stays Pending, neither failing nor in service',
  ),
  'never-reports': ofLaunches(
    'never-reports',
    'what is launched within so many minutes boots, and its RDB never starts',
  ),
  'never-empties': ofLaunches(
    'never-empties',
    'what is launched within so many minutes is not flushed at the end of day',
  ),
  'node-dies': {
    says: 'the instance of the node fails, the live one (of a tickerplant its only one) unless another is named',
    heeds: ['group', 'node'],
    isOfOneNode: true,
    isOfServers: true,
    strike: async ({ world }, { groupName, instanceId = '' }) => {
      world.inject({ kind: 'node-dies', groupName, node: { instanceId }, atMs: world.clock.nowMs() });
      return undefined;
    },
  },
  'node-restarts': {
    says: "the RDB of the node ends, the live one's unless another is named, and is started again after so many minutes",
    heeds: ['group', 'node', 'minutes'],
    isOfOneNode: true,
    strike: async (breakable, { groupName, instanceId = '', minutes }) => {
      const { fromMs: atMs, untilMs } = span(breakable, minutes);
      const downMs = untilMs - atMs;
      const node = { instanceId };
      const end = breakable.world.inject({ kind: 'node-restarts', groupName, node, downMs, atMs });
      return { untilMs, end };
    },
  },
  'reports-stop': {
    says: 'nothing is heard of the node, or of all of the group, for so many minutes; what they do goes on',
    heeds: ['group', 'node', 'minutes'],
    strike: async (breakable, asked) => {
      const { groupName, instanceId } = asked;
      const { fromMs, untilMs } = span(breakable, asked.minutes);
      const whose = { groupName, ...(instanceId !== undefined && { instanceId }) };
      const endSilence = breakable.world.inject({ kind: 'metrics-stop', ...whose, fromMs, untilMs });
      const { end: endRefusals } = await strikeRdbs(breakable, asked, { kind: 'refuses' });
      const end = async (): Promise<void> => {
        endSilence();
        await endRefusals();
      };
      return { untilMs, end };
    },
  },
  'wrong-password': {
    says: 'the node, or all of the group, lets the probe in no longer for so many minutes',
    heeds: ['group', 'node', 'minutes'],
    strike: async (breakable, asked) => {
      if (breakable.rdbs) return strikeRdbs(breakable, asked, { kind: 'wrong-password' });
      throw new LocalCallError('the RDBs are not probed here, they publish: start with --reports probe', 409);
    },
  },
  throttle: ofCalls(
    'throttle',
    'AWS answers the next so many (`times`) calls, of one `action` or of all, with its throttling error',
  ),
  deny: ofCalls('deny', 'AWS denies the next so many (`times`) calls, of one `action` or of all'),
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULT_KINDS;
export const FAULT_NAMES = Object.keys(FAULT_KINDS) as readonly FaultName[];
