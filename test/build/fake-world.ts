// Ports over groups that stand still unless a write changes them: what a cycle reads and sends, written down.
// Whatever is overridden fails, answers otherwise, or takes its time.
import { createMemoryCalendarStore, type MemoryCalendarStore } from './memory-calendar-store.ts';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import type { Report } from '../../lib/targets/rdb-group/domain/node.ts';
import type { Outcome } from '../../lib/core/outcome.ts';
import { APPLIED } from '../../lib/core/outcome.ts';
import { NOTHING_LEARNED } from '../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { GroupPorts, GroupStateStore } from '../../lib/targets/rdb-group/ports/group-ports.ts';
import type { Announcement } from '../../lib/ports/announcer.ts';
import type { GroupMetrics } from '../../lib/targets/rdb-group/ports/group-metrics.ts';
import type { FleetReader, FleetWriter, LaunchFailure } from '../../lib/targets/rdb-group/ports/fleet.ts';
import { eachSettled } from '../../lib/ports/settled.ts';
import { eachByItself, type TelemetryAnswer } from '../../lib/targets/rdb-group/ports/telemetry.ts';
import type { MemoryStateStore } from './memory-state-store.ts';
import { createMemoryStateStore } from './memory-state-store.ts';
import type { Server } from './servers.ts';
import { NOW_MS } from './servers.ts';
import { aGroup, HOOK } from './snapshot.ts';

export interface FakeWorld {
  readonly ports: GroupPorts;
  readonly stateStore: MemoryStateStore;
  /** Calls that change AWS, as one would read them in its log: `setDesiredCapacity rdb-fx 3`. */
  readonly sent: readonly string[];
  /** Reads of AWS, by name of the port's call. */
  readonly reads: readonly string[];
  readonly announced: readonly Announcement[];
  readonly metrics: readonly { readonly groupName: string; readonly metrics: GroupMetrics }[];
  readonly nodeMetrics: readonly { readonly groupName: string; readonly reports: readonly Report[] }[];
  readonly calendars: MemoryCalendarStore;
  /** What was published as needing attention: `rdb-fx failing`. */
  readonly attention: string[];
  /** Lets time pass, for the clock and for the reports. */
  advance(durationMs: number): void;
}

export interface FakeGroup {
  readonly servers: readonly Server[];
  readonly group?: Partial<Group>;
  readonly answer?: Partial<TelemetryAnswer>;
}

export interface FakeParts {
  readonly groups: Readonly<Record<string, FakeGroup>>;
  readonly reader?: Partial<FleetReader>;
  readonly writer?: Partial<FleetWriter>;
  readonly store?: Partial<GroupStateStore>;
  readonly announce?: (announcement: Announcement) => Promise<void>;
  readonly launchFailures?: readonly LaunchFailure[];
  /** What a write answers; applied by default. */
  readonly outcome?: Outcome;
  /** Time that passes with each read of the telemetry, ms. */
  readonly readTakesMs?: number;
}

export const TAGS = { 'spillway:managed': 'true', 'spillway:lead-time': '180s' };

export function aWorld(parts: FakeParts): FakeWorld {
  const stateStore = createMemoryStateStore();
  const sent: string[] = [];
  const reads: string[] = [];
  const announced: Announcement[] = [];
  const metrics: { groupName: string; metrics: GroupMetrics }[] = [];
  const nodeMetrics: { groupName: string; reports: readonly Report[] }[] = [];
  const attention: string[] = [];
  let nowMs = NOW_MS;

  const groupOf = (name: string): Group | undefined => {
    const found = parts.groups[name];
    return found && aGroup({ name, tags: TAGS, nodes: found.servers.map((s) => s.node), ...found.group });
  };
  const read = <T>(name: string, value: T): Promise<T> => {
    reads.push(name);
    return Promise.resolve(value);
  };
  const send = (what: string): Promise<Outcome> => {
    sent.push(what);
    return Promise.resolve(parts.outcome ?? APPLIED);
  };

  for (const [name, { servers }] of Object.entries(parts.groups)) {
    const nodes = Object.fromEntries(servers.map((s) => [s.node.instanceId, s.learned]));
    stateStore.items.set(name, {
      fence: 0,
      learned: { ...NOTHING_LEARNED, nodes, looks: { lastLookAtMs: NOW_MS - MINUTE_MS } },
    });
  }

  const calendars = createMemoryCalendarStore();
  const readGroup = parts.reader?.readGroup ?? ((name: string) => read('readGroup', groupOf(name)));
  const telemetry = eachByItself(({ groupName, instanceIds }) => {
    nowMs += parts.readTakesMs ?? 0;
    const { servers = [], answer } = parts.groups[groupName] ?? {};
    const reports = servers.flatMap(({ report }): Report[] =>
      report ? [shifted(report, nowMs - NOW_MS)] : [],
    );
    return read('readReports', {
      reports: reports.filter((r) => instanceIds.includes(r.instanceId)),
      odd: [],
      ...answer,
    });
  });
  const ports: GroupPorts = {
    fleetReader: {
      readGroup,
      readGroups: (names) => eachSettled(names, 1, readGroup),
      async *listManagedNames() {
        reads.push('listManagedNames');
        const all = Object.keys(parts.groups).flatMap((name) => groupOf(name) ?? []);
        for (const { name, tags } of all)
          if (tags['spillway:managed'] === 'true') yield await Promise.resolve([name]);
      },
      async *listManagedGroups() {
        reads.push('listManagedGroups');
        const all = Object.keys(parts.groups).flatMap((name) => groupOf(name) ?? []);
        for (const group of all) yield await Promise.resolve([group]);
      },
      groupNameOfInstance: () => read('groupNameOfInstance', undefined),
      readLaunchTimes: () => read('readLaunchTimes', new Map()),
      readServers: () => read('readServers', new Map()),
      readTerminatingHooks: () => read('readTerminatingHooks', [HOOK]),
      readLaunchFailures: () => read('readLaunchFailures', parts.launchFailures ?? []),
      ...parts.reader,
    },
    fleetWriter: {
      setDesiredCapacity: ({ groupName, desiredCapacity }) =>
        send(`setDesiredCapacity ${groupName} ${desiredCapacity}`),
      protectNodes: ({ instanceIds }) => send(`protectNodes ${instanceIds.join(' ')}`),
      terminateInstance: ({ instanceId, decrement }) =>
        send(`terminateInstance ${instanceId}${decrement ? ' and decrement' : ''}`),
      completeHook: ({ instanceId, result }) => send(`completeHook ${instanceId} ${result}`),
      heartbeatHook: ({ instanceId }) => send(`heartbeatHook ${instanceId}`),
      ...parts.writer,
    },
    telemetryFor: () => telemetry,
    stateStore: { ...stateStore, ...parts.store },
    calendars,
    announcer: {
      publishMetrics: (groupName, values) => void metrics.push({ groupName, metrics: values }),
      publishAttention: (entries) => void attention.push(...entries.map((e) => `${e.target} ${e.kind}`)),
      logNodes: () => undefined,
      publishNodeMetrics: (groupName, reports) => void nodeMetrics.push({ groupName, reports }),
      announce: (announcement) => {
        announced.push(announcement);
        return parts.announce?.(announcement) ?? Promise.resolve();
      },
    },
    clock: {
      nowMs: () => nowMs,
      sleep: (durationMs) => {
        nowMs += durationMs;
        return Promise.resolve();
      },
    },
  };
  const advance = (durationMs: number) => void (nowMs += durationMs);
  return { ports, stateStore, calendars, sent, reads, announced, metrics, nodeMetrics, attention, advance };
}

/** The servers go on reporting the same as time goes by, minute by minute. */
function shifted(report: Report, byMs: number): Report {
  const wholeMs = Math.floor(byMs / MINUTE_MS) * MINUTE_MS;
  return {
    ...report,
    observedAtMs: report.observedAtMs + wholeMs,
    sampledFromMs: report.sampledFromMs + wholeMs,
  };
}
