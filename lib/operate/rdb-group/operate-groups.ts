// Groups, as operators work on them: each command's part stands in a file or folder beside this one.
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type {
  GroupSettingsReader,
  GroupSettingsWriter,
} from '../../targets/rdb-group/ports/group-settings.ts';
import { offerOf } from '../adoption/carry-out.ts';
import { explainTarget } from '../explain/explain-target.ts';
import type { OperatedKind } from '../operated-kind.ts';
import { scaleTo } from '../scale/scale-to.ts';
import type { Status } from '../status/status-lines.ts';
import type { DrillStore } from '../../ports/drills.ts';
import type { RouteReader } from '../../ports/route-store.ts';
import type { ServerBreaker } from '../../targets/rdb-group/ports/server-breaker.ts';
import type { Group } from '../../targets/rdb-group/domain/group.ts';
import { planAdoption } from './adoption/plan-adoption.ts';
import { planRelease } from './adoption/plan-release.ts';
import { stackPatch } from './adoption/stack-patch.ts';
import { diagnoseGroup } from './doctor/diagnose-group.ts';
import { examine } from './doctor/examine.ts';
import { groupDrills } from './drill/group-drills.ts';
import { GROUP_ENTRIES } from './explain-group.ts';
import { GROUP_WORDS } from './group-words.ts';
import { GROUP_BY_HAND } from './scale-group.ts';
import { groupStatusText } from './status/group-status-text.ts';
import { readGroupStatus } from './status/read-group-status.ts';

export interface GroupOperatorPorts {
  readonly cyclePorts: GroupPorts;
  readonly settingsReader: GroupSettingsReader;
  readonly settingsWriter: GroupSettingsWriter;
  readonly routes: RouteReader;
  readonly breaker: ServerBreaker;
  readonly drillStore: DrillStore;
}

export function operateGroups(ports: GroupOperatorPorts): OperatedKind {
  const { cyclePorts, settingsReader, settingsWriter } = ports;
  const { fleetReader, stateStore } = cyclePorts;

  async function statusOf(group: Group): Promise<Status> {
    const status = await readGroupStatus(group, cyclePorts, ports.drillStore);
    return { json: status, text: groupStatusText(status, cyclePorts.clock.nowMs()) };
  }

  return {
    ...GROUP_WORDS,
    async *managedNames() {
      for await (const page of fleetReader.listManagedGroups()) yield page.map(({ name }) => name);
    },
    status: async (name) => {
      const group = await fleetReader.readGroup(name);
      return group && statusOf(group);
    },
    async *managedStatus() {
      for await (const page of fleetReader.listManagedGroups())
        for (const group of page) yield await statusOf(group);
    },
    explain: (request) => explainTarget(GROUP_ENTRIES, request, { stateStore, drills: ports.drillStore }),
    diagnose: async (name, wishes) => {
      const settings = await settingsReader.readSettings(name);
      return settings && diagnoseGroup(await examine(settings, ports, wishes));
    },
    adoption: async (name, { tags, flags }) => {
      const alarm = flags['alarm'] === undefined ? 'leave' : flags['alarm'] ? 'make' : 'remove';
      const [settings, alarms] = await Promise.all([
        settingsReader.readSettings(name),
        alarm === 'leave' ? [] : settingsReader.readMemoryAlarms(),
      ]);
      if (!settings) return undefined;
      const plan = planAdoption({ settings, wishes: { tags, alarm }, alarms });
      const appendix = stackPatch(settings, tags);
      return {
        offer: offerOf(plan, (change) => settingsWriter.change(name, change)),
        ...(appendix !== undefined && { appendix }),
      };
    },
    release: async (name) => {
      const [settings, alarms, state] = await Promise.all([
        settingsReader.readSettings(name),
        settingsReader.readMemoryAlarms(),
        stateStore.readState(name),
      ]);
      if (!settings) return undefined;
      const protectedByCycles = Object.entries(state?.learned.nodes ?? {})
        .filter(([, node]) => node.protectedAtMs !== undefined)
        .map(([id]) => id);
      const plan = planRelease({ settings, alarms, protectedByCycles });
      return offerOf(plan, (change) => settingsWriter.change(name, change));
    },
    drilling: { drills: groupDrills(ports), store: ports.drillStore },
    exists: async (name) => (await fleetReader.readGroup(name)) !== undefined,
    scale: async (request, onStep) => {
      const { did, ...result } = await scaleTo(GROUP_BY_HAND, request, cyclePorts, onStep);
      return { ...result, did: did.length === 0 ? 'no node was ended' : `ended: ${did.join(', ')}` };
    },
  };
}
