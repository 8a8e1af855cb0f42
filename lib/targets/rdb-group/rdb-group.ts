// The first kind of target: an Auto Scaling group of kdb+ RDBs. All that the cycle is told of it; each part stands in a
// folder of its own.
import type { Look, Target, TargetTypes } from '../target.ts';
import { actionsOf } from './act/actions-of.ts';
import { followUp, type GroupAftermath } from './act/follow-up.ts';
import { keepWaiting } from './act/keep-waiting.ts';
import { lastLook } from './act/last-look.ts';
import { withoutRefused } from './act/protect-nodes.ts';
import { publishMetrics } from './act/publish-metrics.ts';
import { sendAction } from './act/send-action.ts';
import { whyUnsafe } from './act/why-unsafe.ts';
import { decide } from './decide/decide.ts';
import { remember } from './decide/learn/remember.ts';
import { takeIn, type Observed } from './decide/learn/take-in.ts';
import { troublesAfter } from './decide/troubles.ts';
import { isManaged, type Group } from './domain/group.ts';
import { groupDetailsOf, type GroupDetails } from './domain/journal.ts';
import type { Action, Plan } from './domain/plan.ts';
import type { Policy } from './domain/policy.ts';
import { policyOf } from './domain/policy-of.ts';
import type { Snapshot } from './domain/snapshot.ts';
import type { GroupLearned } from './domain/state.ts';
import type { GroupLook, WaitingSince } from './observe/group-look.ts';
import { observeEach } from './observe/observe.ts';
import type { GroupPorts } from './ports/group-ports.ts';

export interface RdbGroup extends TargetTypes {
  readonly found: Group;
  readonly policy: Policy;
  readonly learned: GroupLearned;
  readonly observed: Observed;
  readonly seen: Snapshot;
  readonly plan: Plan;
  readonly action: Action;
  readonly clue: { readonly waitingSince: WaitingSince };
  readonly aftermath: GroupAftermath;
  readonly details: GroupDetails;
  readonly ports: GroupPorts;
}

export const RDB_GROUP: Target<RdbGroup> = {
  listManaged: ({ fleetReader }) => fleetReader.listManagedGroups(),
  async *seekManaged({ fleetReader }) {
    for await (const page of fleetReader.listManagedNames()) yield page.map((name) => ({ name }));
  },
  findEach: (sought, { fleetReader }) => fleetReader.readGroups(sought.map(({ name }) => name)),
  nameOf: ({ name }) => name,
  isManaged,
  policyOf,

  observe: (looks, ports) => observeEach(looks.map(groupLookOf), ports),
  learn: takeIn,
  decide: (question) => decide(question.seen, question.policy, question.nowMs, question),
  actionsOf: ({ plan, seen }) => actionsOf(plan, seen),
  effectOf: ({ kind }) => EFFECTS[kind],
  whyUnsafe,
  lastLook,
  send: sendAction,
  insteadOf: withoutRefused,
  mayTakeMore: (plan, done) =>
    plan.kind === 'retire' &&
    plan.alsoProved.length > 0 &&
    done.some(({ action, outcome }) => action.kind === 'retire' && outcome.kind === 'applied'),
  keepUp: keepWaiting,
  followUp,

  troublesAfter: ({ known, seen, policy, plan, heldFor, done, aftermath, nowMs }) =>
    troublesAfter({
      known,
      snapshot: seen,
      policy,
      plan,
      heldFor,
      nowMs,
      outcomes: done.map(({ outcome }) => outcome),
      slicesMisfit: aftermath.misfits === true,
      gatewaysMissed: aftermath.route?.push?.missed === true,
    }),
  remember({ seen, plan, done, aftermath: { askedAtMs, route }, nowMs }) {
    const learned = remember(seen, plan, done, nowMs);
    if (askedAtMs === undefined && !route) return learned;
    return {
      ...learned,
      ...(askedAtMs !== undefined && { launches: { ...learned.launches, activitiesAskedAtMs: askedAtMs } }),
      ...(route && { route }),
    };
  },
  detailsOf: groupDetailsOf,
  remarksOf: ({ assessed: { oddReports } }) => ({ ...(oddReports && { oddReports }) }),
  publish: (carried, { announcer }) => {
    publishMetrics(carried, announcer);
  },
};

function groupLookOf({ found, policy, state, clue, operatorTarget }: Look<RdbGroup>): GroupLook {
  return {
    group: found,
    policy,
    state,
    ...clue,
    ...(operatorTarget !== undefined && { operatorTarget }),
  };
}

const EFFECTS = {
  'set-desired': 'adds',
  retire: 'takes',
  continue: 'takes',
  // Where the group has ceased to retain, it ends the node with its data:
  // https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-lifecycle-policy.html
  abandon: 'takes',
  'end-retained': 'takes',
  protect: 'tends',
  heartbeat: 'keeps',
} as const satisfies Record<Action['kind'], string>;
