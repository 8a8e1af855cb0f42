// Decides: (snapshot, policy, now) → plan. Synchronous, total, deterministic; no I/O, no clock, no log.
// The order of the rules below is their precedence. Read next: assess.ts, then the rules.
import { firstVerdict } from '../../../core/first-verdict.ts';
import type { Assessed, Plan, Role } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Assessment, Terms } from './assess.ts';
import { assess } from './assess.ts';
import { decideHooks, provedRetained } from './emptiness/decide-hooks.ts';
import { nextLook } from './next-look.ts';
import type { Retirement } from './emptiness/retirement.ts';
import { planRetirement } from './emptiness/retirement.ts';
import { holdAtMaximum } from './rules/hold-at-maximum.ts';
import { holdEnough } from './rules/hold-enough.ts';
import { holdWeighted } from './rules/hold-weighted.ts';
import { holdWhenHeld } from './rules/hold-when-held.ts';
import { holdWhenTold } from './rules/hold-when-told.ts';
import { holdReached, holdWhenOff, lowerByHand, raiseByHand } from './rules/operator-target.ts';
import { retire } from './rules/retire.ts';
import type { Rule } from './rules/rule.ts';
import { scaleOut } from './rules/scale-out.ts';
import { isRollDue, timeToRollMs } from './filling/filling.ts';

const RULES: readonly Rule[] = [
  holdWhenTold, // the owner's word comes first
  holdWhenHeld, // then what the owner must put right
  holdWeighted, // then groups that we cannot count
  scaleOut, // a spare for the live node outranks saving money
  retire, // nodes proved empty, where scale-in is allowed
  holdAtMaximum, // a spare is wanted and the maximum forbids it: loud
  holdEnough, // nothing to do
];

/** The rules of a cycle in which an operator asks for a capacity; see rules/operator-target.ts. */
const RULES_BY_HAND: readonly Rule[] = [
  holdWhenOff, // pausing is for what nobody asked for
  holdWhenHeld,
  holdWeighted,
  raiseByHand, // absolute, within the group's sizes
  lowerByHand, // the same proofs, one node at a time
  holdReached,
];

/** The plan for one group at one moment, with the reasons of the rules that did not act. */
export function decide(snapshot: Snapshot, policy: Policy, nowMs: number, terms: Terms = {}): Plan {
  const assessment = assess(snapshot, policy, nowMs, terms);
  const retirement = planRetirement(assessment);
  const rules = terms.operatorTarget === undefined ? RULES : RULES_BY_HAND;
  const { verdict, considered } = firstVerdict(rules, { assessment, retirement });
  const base = {
    reason: verdict.reason,
    considered,
    hookSteps: decideHooks(assessment),
    unprotected: snapshot.group.nodes
      .filter((node) => node.stage === 'in-service' && !node.protectedFromScaleIn)
      .map((node) => node.instanceId),
    assessed: summarise(assessment, retirement),
    proved: provedNow(assessment, retirement),
    nextLookAtMs: nextLook(assessment),
  };
  switch (verdict.kind) {
    case 'scale-out':
      return { kind: 'scale-out', desiredCapacity: verdict.desiredCapacity, ...base };
    case 'retire': {
      const { kind, instanceId, decrement, alsoProved } = verdict;
      return { kind, instanceId, decrement, alsoProved, ...base };
    }
    case 'hold':
      return { kind: 'hold', ...base };
  }
}

function summarise(assessment: Assessment, retirement: Retirement): Assessed {
  const { roles, spares, wanted, nodesMax, snapshot, activeCount } = assessment;
  const roleOf: Record<string, Role> = {};
  for (const { node, role } of roles.nodes) roleOf[node.instanceId] = role;
  const toRollMs = timeToRollMs(assessment, 1);
  const late = lateRollOf(assessment);
  const { live, twoLive } = roles;
  const isDue = live !== undefined && !twoLive && isRollDue(assessment.filling, assessment.policy);
  return {
    roles: roleOf,
    sparesHave: spares.have,
    sparesWanted: wanted.spares,
    timeToRollMs:
      toRollMs === undefined || toRollMs === Number.POSITIVE_INFINITY ? null : Math.round(toRollMs),
    suspects: spares.suspects.map((n) => n.node.instanceId),
    missingSuspectCount: spares.missingSuspectCount,
    retained: snapshot.group.nodes.filter((n) => n.stage === 'retained').map((n) => n.instanceId),
    atMaximum:
      spares.have < wanted.spares && Math.max(snapshot.group.desiredCapacity, activeCount) >= nodesMax,
    twoLive: roles.twoLive,
    blind: assessment.blind,
    dormant: assessment.dormant,
    heldUnproven: retirement.candidates.filter((c) => c.unproved).map((c) => c.roled.node.instanceId),
    ...(snapshot.odd.length > 0 && {
      oddReports: snapshot.odd.map((o) => `${o.instanceId}: ${o.metric} was ${o.value}: ${o.why}`),
    }),
    ...(isDue && { rollDue: live.node.instanceId }),
    ...(late !== undefined && { lateRoll: late }),
  };
}

/** The live node has reached its roll threshold, no spare is ready, and nobody has said so yet. */
function lateRollOf({ filling, policy, roles, spares }: Assessment): string | undefined {
  const { live } = roles;
  if (!live || live.learned?.turn?.rolledLate) return undefined;
  const isLate = isRollDue(filling, policy) && spares.queued.length === 0;
  return isLate ? live.node.instanceId : undefined;
}

function provedNow(assessment: Assessment, retirement: Retirement): readonly string[] {
  const inService = retirement.candidates.filter((c) => !c.unproved).map((c) => c.roled.node.instanceId);
  return [...inService, ...provedRetained(assessment)];
}
