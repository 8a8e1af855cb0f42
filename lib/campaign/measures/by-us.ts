// Whether a node was ended by us, or by AWS after a call of ours, and in which words. A person's termination that we let
// go on with CONTINUE is ours.
import type { TerminatedNode } from '../../sim/world-events.ts';
import { MINUTE_MS } from '../../core/units.ts';
import type { FaultName } from '../options/fault-names.ts';
import { GROUP_NAME } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';

/** `undefined` if it was not our doing. */
export function howWeEnded(run: Run, event: TerminatedNode): string | undefined {
  if (event.by === 'fault') return undefined;
  const begun = run.actors.terminationOf(event.instanceId);
  const letGo = run.actors.current() === 'us';
  if (begun?.begunBy !== 'us' && !letGo) return undefined;
  const begunText = begun ? `begun by ${begun.begunBy} (${event.by}) at ${iso(begun.atMs)}` : event.by;
  return `${begunText}${letGo ? ', let go by us' : ''}`;
}

/** Why an end of a node with data is nobody's fault that could be mended here; absent: it is no excuse. */
export function whyExcused(run: Run, event: TerminatedNode): string | undefined {
  const { instanceId, atMs } = event;
  const lied = LIE_MS.some(
    (beforeMs) =>
      run.world.faults.find('lies', { groupName: GROUP_NAME, instanceId }, atMs - beforeMs) !== undefined,
  );
  if (lied) return 'it said that it had no rows';
  if (run.actors.terminationOf(instanceId)?.overtook && mayBeBare(run))
    return 'a call that protects had failed, and somebody raised the desired capacity in the moment before ours';
  const { sizesChangedAtMs, protectionRemovedAtMs } = run.actors;
  const areTogether = atMs - Math.min(sizesChangedAtMs(), protectionRemovedAtMs()) < OUTSIDE_MS;
  return event.by === 'scale-in' && areTogether
    ? 'its protection was taken off from outside, and the sizes changed'
    : undefined;
}

/** Faults that leave nodes bare: a call that protects does not come through, or a node comes into service unseen. */
const BARING: readonly FaultName[] = [
  'calls-throttled',
  'calls-failed',
  'calls-timed-out',
  'calls-late',
  'writes-denied',
  'killed',
  'standby',
];
const BARE_MS = 10 * MINUTE_MS;

/** Nodes in service may lack the protection that a cycle gives them before it acts, for no fault of the cycle's. */
export function mayBeBare(run: Run): boolean {
  return (
    BARING.some((name) => run.options.faults[name] !== undefined) ||
    run.nowMs() - run.actors.protectionRemovedAtMs() < BARE_MS
  );
}

/** A lie may be told, proved by, and over when the node ends. */
const LIE_MS = [0, 2, 4, 8, 16].map((minutes) => minutes * MINUTE_MS);
const OUTSIDE_MS = 10 * MINUTE_MS;

function iso(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}
