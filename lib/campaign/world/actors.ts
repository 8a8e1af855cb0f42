// Who does what to the group: we, a person, or AWS and the servers of themselves. What follows at once from a call, such
// as a scale-in that AWS makes of it, is the caller's.
import { activeInstances, type GroupState } from '../../sim/aws/group-state.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { World } from '../../sim/world.ts';

export type Actor = 'us' | 'person' | 'aws';

/** How a termination came about. */
export interface Termination {
  readonly begunBy: Actor;
  readonly atMs: number;
  /** A call of ours that was under way lowered what a person had raised in the moment before. */
  readonly overtook?: true;
}

export interface Actors {
  /** Carries out work in somebody's name; what happens outside is AWS's. */
  as<T>(actor: 'us' | 'person', work: () => T): T;
  current(): Actor;
  /** How the latest termination of a node began. */
  terminationOf(instanceId: string): Termination | undefined;
  /** How many nodes our calls asked for so far, beyond those that were there. */
  raisedByUs(): number;
  /** When the desired capacity last changed, by whomever; `-Infinity`: never. */
  desiredChangedAtMs(): number;
  /** When a person last changed the group's sizes or desired capacity, and when one last took protection off. */
  sizesChangedAtMs(): number;
  protectionRemovedAtMs(): number;
  /** By how much persons, and AWS in their name, lowered what there was: desired capacity, nodes gone for good. */
  takenByPersons(): number;
}

/** What we read right before a call, somebody may change before it arrives. */
const OVERTAKEN_MS = 10 * SECOND_MS;

export function createActors(world: World, group: () => Readonly<GroupState>): Actors {
  const terminations = new Map<string, Termination>();
  let actor: Actor = 'aws';
  let loweredBy: Actor = 'aws';
  let raised = 0;
  let taken = 0;
  let changedAtMs = Number.NEGATIVE_INFINITY;
  let desiredChangedAtMs = Number.NEGATIVE_INFINITY;
  let protectionRemovedAtMs = Number.NEGATIVE_INFINITY;

  world.onEvent((event) => {
    if (event.kind !== 'terminating') return;
    // AWS picks a node later too, as when a boot completes: for whoever lowered the desired capacity.
    const begunBy = event.by === 'scale-in' && actor === 'aws' ? loweredBy : actor;
    const overtook = actor === 'us' && event.by === 'scale-in' && event.atMs - changedAtMs <= OVERTAKEN_MS;
    terminations.set(event.instanceId, { begunBy, atMs: event.atMs, ...(overtook && { overtook }) });
  });

  /** Books what a call changed. */
  function settle(given: 'us' | 'person', before: Sizes, after: Sizes): void {
    const nowMs = world.clock.nowMs();
    if (after.desired !== before.desired) desiredChangedAtMs = nowMs;
    if (after.desired < before.desired) loweredBy = given;
    if (given === 'us') {
      // Up to what is there already, protected though nobody desires it, nothing is launched.
      raised += Math.max(0, after.desired - Math.max(before.desired, before.active));
      return;
    }
    taken += Math.max(0, before.desired - after.desired);
    if (after.protected < before.protected) protectionRemovedAtMs = nowMs;
    if (after.desired !== before.desired || after.min !== before.min || after.max !== before.max)
      changedAtMs = nowMs;
  }

  return {
    as(given, work) {
      const before = { actor, ...sizesOf(group()) };
      actor = given;
      // Known before it acts: AWS may pick its victims within the call.
      if (given === 'person') loweredBy = 'person';
      try {
        return work();
      } finally {
        actor = before.actor;
        settle(given, before, sizesOf(group()));
      }
    },
    current: () => actor,
    terminationOf: (instanceId) => terminations.get(instanceId),
    raisedByUs: () => raised,
    desiredChangedAtMs: () => desiredChangedAtMs,
    sizesChangedAtMs: () => changedAtMs,
    protectionRemovedAtMs: () => protectionRemovedAtMs,
    takenByPersons: () => taken,
  };
}

type Sizes = ReturnType<typeof sizesOf>;

function sizesOf(group: Readonly<GroupState>) {
  let protectedCount = 0;
  for (const { protectedFromScaleIn } of group.instances.values())
    if (protectedFromScaleIn) protectedCount += 1;
  return {
    desired: group.desiredCapacity,
    active: activeInstances(group).length,
    min: group.minSize,
    max: group.maxSize,
    protected: protectedCount,
  };
}
