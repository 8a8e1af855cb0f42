// A little model of a group under decide, learn and remember, minute by minute: nodes boot or do not, report
// or do not, fall silent and speak again. Nothing flows; the live node stands where it stands.
import { APPLIED } from '../../lib/core/outcome.ts';
import type { Group } from '../../lib/targets/rdb-group/domain/group.ts';
import type { Report } from '../../lib/targets/rdb-group/domain/node.ts';
import type { Policy } from '../../lib/targets/rdb-group/domain/policy.ts';
import type { Snapshot } from '../../lib/targets/rdb-group/domain/snapshot.ts';
import type { GroupLearned } from '../../lib/targets/rdb-group/domain/state.ts';
import { NOTHING_LEARNED } from '../../lib/targets/rdb-group/domain/state.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import { decide } from '../../lib/targets/rdb-group/decide/decide.ts';
import { learn } from '../../lib/targets/rdb-group/decide/learn/learn.ts';
import { remember } from '../../lib/targets/rdb-group/decide/learn/remember.ts';
import { aNode, aReport, NOW_MS } from './servers.ts';
import { aGroup } from './snapshot.ts';

/** How one node behaves, in minutes since it was asked for. */
export interface Behaviour {
  /** In service from then on; never, if absent. */
  readonly bootsAfter?: number;
  /** It reports in a minute if this says so; the pattern repeats. Empty: it never does. */
  readonly reports: readonly boolean[];
}

export interface LittleGroup {
  /** Nodes launched beyond the live one. */
  readonly launchCount: () => number;
  /** One cycle at a minute (with a fraction: several cycles in one minute). */
  cycle(minute: number): void;
}

/** A group of one live node at a percentage of its memory; what is launched behaves as it is told, in turn. */
export function aLittleGroup(setup: {
  readonly policy: Policy;
  readonly usedPercent: number;
  readonly live: Behaviour;
  readonly launched: readonly Behaviour[];
}): LittleGroup {
  const { policy, usedPercent, live, launched } = setup;
  const bornAt: number[] = [];
  let learned: GroupLearned = NOTHING_LEARNED;

  const behaviourOf = (index: number): Behaviour => launched[index % launched.length] ?? { reports: [] };

  function groupAt(minute: number): Group {
    const others = bornAt.map((born, i) => {
      const { bootsAfter } = behaviourOf(i);
      const isUp = bootsAfter !== undefined && minute >= born + bootsAfter;
      return aNode(`i-${i}`, { stage: isUp ? 'in-service' : 'pending' });
    });
    return aGroup({
      nodes: [aNode('i-live'), ...others],
      maxSize: 1_000,
      desiredCapacity: 1 + bornAt.length,
    });
  }

  function reportsAt(minute: number, group: Group): readonly Report[] {
    const whole = Math.floor(minute);
    return group.nodes.flatMap((node) => {
      const index = node.instanceId === 'i-live' ? -1 : Number(node.instanceId.slice(2));
      const { reports } = index < 0 ? live : behaviourOf(index);
      const age = whole - Math.floor(bornAt[index] ?? 0);
      if (node.stage !== 'in-service' || reports[age % reports.length] !== true) return [];
      const observedAtMs = NOW_MS + whole * MINUTE_MS;
      const said =
        index < 0
          ? { live: true, rows: 700, memory: { used: usedPercent, total: 100, unit: 'bytes' as const } }
          : { queued: true };
      return [aReport(node.instanceId, { observedAtMs, ...said })];
    });
  }

  let latest = new Map<string, Report>();
  return {
    launchCount: () => bornAt.length,
    cycle(minute) {
      const nowMs = NOW_MS + minute * MINUTE_MS;
      const group = groupAt(minute);
      const reports = reportsAt(minute, group);
      latest = new Map([...latest, ...reports.map((r): [string, Report] => [r.instanceId, r])]);
      const snapshot: Snapshot = {
        group,
        reports: latest,
        odd: [],
        learned: learn(learned, { group, reports }, nowMs),
      };
      const plan = decide(snapshot, policy, nowMs);
      const desired = plan.kind === 'scale-out' ? plan.desiredCapacity : undefined;
      for (let i = group.desiredCapacity; desired !== undefined && i < desired; i += 1) bornAt.push(minute);
      const done =
        desired === undefined
          ? []
          : [{ action: { kind: 'set-desired' as const, desiredCapacity: desired }, outcome: APPLIED }];
      learned = remember(snapshot, plan, done, nowMs);
    },
  };
}
