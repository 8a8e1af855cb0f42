// The ports of a run before interference: the simulated ones, the probe's answers straight from the RDBs, a journal that
// keeps nothing, and an announcer that keeps what is in Attention.
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { Report } from '../../targets/rdb-group/domain/node.ts';
import { createSimAnnouncer } from '../../sim/ports/sim-announcer.ts';
import { createSimCalendarStore } from '../../sim/ports/sim-calendar-store.ts';
import { createSimFleetReader, createSimFleetWriter } from '../../sim/ports/sim-fleet.ts';
import { createSimStateStore } from '../../sim/ports/sim-state-store.ts';
import { createSimTelemetry } from '../../sim/ports/sim-telemetry.ts';
import { isUp, usedBytes } from '../../sim/rdb/rdb-node.ts';
import { eachByItself, type Telemetry } from '../../targets/rdb-group/ports/telemetry.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';
import type { EndedInvocation } from '../checks/check.ts';
import type { GroupFunctions, WorkPorts } from './group-functions.ts';
import type { Threads } from './invocation.ts';
import type { Waking } from './wake.ts';
import { portsThatTell, slicesOf } from './told-of-data.ts';
import { strikeAtPort, type Strike } from './call-faults.ts';

export interface RunPorts extends Omit<GroupPorts, 'clock'> {
  /**
   * Hands an event to another invocation of that function; answers whether it will arrive once, and at once. Absent where no
   * function hands anything on.
   */
  readonly handOn?: (functionName: string, event: object) => Promise<boolean>;
}

export interface MadePorts {
  readonly ports: RunPorts;
  /** How a fault of a call comes about behind them. */
  readonly strike: Strike;
  /** What is woken; cycles alone by default. */
  readonly functions?: GroupFunctions;
  /** Told, before the first day begins, how an invocation is begun for which another one has asked. */
  readonly onStart?: (given: GoingOn) => void;
  /** At the end of the run. */
  readonly stop?: () => Promise<void>;
}

export interface GoingOn extends Pick<Waking<WorkPorts, EndedInvocation>, 'goOn'> {
  readonly threads: Threads;
}

/** `onAttention` hears which kinds of trouble of the group the tick shows. */
export type CreatePorts = (
  run: Run,
  onAttention: (kinds: readonly string[]) => void,
) => MadePorts | Promise<MadePorts>;

export const createRunPorts: CreatePorts = (run, onAttention) => {
  const { world } = run;
  const cloudwatch = createSimTelemetry(world);
  const probe = createRunProbe(run);
  const quiet = {
    ...createSimAnnouncer(world),
    publishMetrics: () => undefined,
    publishNodeMetrics: () => undefined,
    logNodes: () => undefined,
    announce: () => Promise.resolve(),
    publishAttention(entries: readonly { readonly target: string; readonly kind: string }[]) {
      onAttention(entries.filter(({ target }) => target === GROUP_NAME).map(({ kind }) => kind));
    },
  };
  const ports: RunPorts = {
    fleetReader: createSimFleetReader(world),
    fleetWriter: createSimFleetWriter(world),
    telemetryFor: (policy) => (policy.reports === 'cloudwatch' ? cloudwatch : probe),
    stateStore: { ...createSimStateStore(world), writeJournal: () => Promise.resolve() },
    announcer: quiet,
    calendars: createSimCalendarStore(world),
  };
  return { ports: portsThatTell(run, ports), strike: strikeAtPort };
};

/** What each RDB would answer now; one whose process does not run, or that a fault silences, says nothing. */
export function createRunProbe({ world, tickerplant, options, nowMs }: Run): Telemetry {
  return eachByItself(({ instanceIds }) => {
    tickerplant.bringUpToDate();
    const reports = instanceIds.flatMap((instanceId): Report[] => {
      const node = tickerplant.nodes.get(instanceId);
      const struck = { groupName: GROUP_NAME, instanceId };
      const suffers = (kind: 'metrics-stop' | 'lies') =>
        world.faults.find(kind, struck, nowMs()) !== undefined;
      if (!node || !isUp(node) || suffers('metrics-stop')) return [];
      const used = usedBytes(tickerplant.memory, node);
      return [
        {
          instanceId,
          source: 'probe',
          observedAtMs: nowMs(),
          sampledFromMs: nowMs(),
          memory: { used, total: (node.memory ?? tickerplant.memory).totalBytes, unit: 'bytes' },
          rows: suffers('lies') ? 0 : Math.ceil(node.rows),
          live: node.stage === 'live',
          ...(options.group.metrics === 'all' && { queued: node.stage === 'queued' }),
          busy: node.stage === 'starting' || nowMs() < node.busyUntilMs,
          updates: Math.ceil(node.updates),
          ...(!suffers('lies') && slicesOf(tickerplant, node)),
        },
      ];
    });
    return Promise.resolve({ reports, odd: [] });
  });
}
