// The facts by which a day is judged: data lost, rolls that came late, memory that ran out.
import type { LateRoll } from './rdb/rdb-node.ts';
import type { TerminatedNode, WorldEvent } from './world-events.ts';

export interface SafetyRecord {
  /** Instances with rows > 0 that somebody ended, whoever it was. Must be empty. */
  readonly terminatedWithData: readonly TerminatedNode[];
  /** Instances with rows > 0 that failed by a fault: nobody's doing. */
  readonly diedWithData: readonly TerminatedNode[];
  readonly lateRolls: readonly LateRoll[];
  readonly outOfMemory: readonly { groupName: string; instanceId: string; atMs: number }[];
  /** All terminations, with or without data. */
  readonly terminationCount: number;
}

/** Seconds that live nodes spent above their roll threshold, up to `untilMs`. */
export function lateSeconds(record: SafetyRecord, untilMs: number): number {
  return record.lateRolls.reduce(
    (total, { atMs, endedAtMs }) => total + ((endedAtMs ?? untilMs) - atMs) / 1000,
    0,
  );
}

/** A record, and the listener that fills it. */
export function createSafetyRecord(): { record: SafetyRecord; listen: (event: WorldEvent) => void } {
  const terminatedWithData: TerminatedNode[] = [];
  const diedWithData: TerminatedNode[] = [];
  const lateRolls: LateRoll[] = [];
  const outOfMemory: { groupName: string; instanceId: string; atMs: number }[] = [];
  const record = { terminatedWithData, diedWithData, lateRolls, outOfMemory, terminationCount: 0 };

  function listen(event: WorldEvent): void {
    if (event.kind === 'late-roll') lateRolls.push(event.late);
    if (event.kind === 'out-of-memory') outOfMemory.push(event);
    if (event.kind !== 'terminated') return;
    record.terminationCount += 1;
    if (event.rows > 0) (event.by === 'fault' ? diedWithData : terminatedWithData).push(event);
  }
  return { record, listen };
}
