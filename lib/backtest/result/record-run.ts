// Listens to a simulated world and measures: hours billed, rolls and their cushions, what went wrong.
// Every policy and yardstick is measured by this one instrument.
import { HOUR_MS, SECOND_MS } from '../../core/units.ts';
import type { WorldEvent } from '../../sim/world-events.ts';
import { billedUntilMs, type BillingTerms } from './billing.ts';
import type { Troubles } from '../../report/groups/troubles.ts';
import type { Foresight } from './foresight.ts';
import type { Measured } from './result.ts';

/** One node's life, ms since the epoch. */
export interface NodeLife {
  readonly instanceId: string;
  readonly launchedAtMs: number;
  queuedAtMs?: number;
  liveAtMs?: number;
  /** Its rows were dropped: from then on it waits to be ended. */
  flushedAtMs?: number;
  terminatingAtMs?: number;
  terminatedAtMs?: number;
}

/** Something that must not happen, and when. */
export interface Trouble {
  readonly atMs: number;
  readonly kind: keyof Troubles;
  /** Of a late roll: what could be known in time showed it coming. */
  readonly avoidable?: boolean;
}

/** Troubles counted, and how many of the late rolls were avoidable. */
export interface TroubleCounts extends Troubles {
  readonly lateRollsAvoidable: number;
}

/** A roll, or the wait for one that nobody ended before the end of day. */
export interface Roll {
  /** When the live node reached its roll threshold. */
  readonly neededAtMs: number;
  /** How long the spare had waited in the queue by then; negative if it came late. */
  readonly cushionMs: number;
}

export interface RunRecord {
  readonly lives: readonly NodeLife[];
  readonly rolls: readonly Roll[];
  readonly troubles: readonly Trouble[];
  listen(event: WorldEvent): void;
  /** Once the run is over. */
  measure(terms: BillingTerms): Measured;
}

/**
 * A record of a world whose first `readyCount` nodes are there from the start. `foresight` judges late rolls; without it none
 * counts as avoidable.
 */
export function createRunRecord(readyCount: number, foresight?: Pick<Foresight, 'isAvoidable'>): RunRecord {
  const lives: NodeLife[] = [];
  const running = new Map<string, NodeLife>();
  const rolls: Roll[] = [];
  const late = new Map<string, { readonly atMs: number }>();
  const troubles: Trouble[] = [];
  let retirements = 0;
  let peakNodes = 0;
  let rolledAtMs: number | undefined;
  let rolledId = '';

  function launched(instanceId: string, atMs: number): void {
    const life = { instanceId, launchedAtMs: atMs };
    lives.push(life);
    running.set(instanceId, life);
    peakNodes = Math.max(peakNodes, running.size);
  }

  /** The roll's two events come together: the full node has rolled, the next one is live. */
  function becameLive(life: NodeLife, atMs: number): void {
    life.liveAtMs = atMs;
    if (rolledAtMs !== atMs) return;
    const neededAtMs = late.get(rolledId)?.atMs ?? atMs;
    rolls.push({ neededAtMs, cushionMs: neededAtMs - (life.queuedAtMs ?? atMs) });
    late.delete(rolledId);
    rolledAtMs = undefined;
  }

  /** A late roll whose day ended, or whose node was terminated, before anybody came. */
  function closeUnrolled(atMs: number, onlyId?: string): void {
    for (const [id, { atMs: neededAtMs }] of late) {
      if (onlyId !== undefined && id !== onlyId) continue;
      rolls.push({ neededAtMs, cushionMs: neededAtMs - atMs });
      late.delete(id);
    }
  }

  return {
    lives,
    rolls,
    troubles,
    listen(event) {
      if (event.kind === 'end-of-day') {
        closeUnrolled(event.atMs);
        return;
      }
      if (event.kind === 'late-roll') {
        const avoidable = foresight?.isAvoidable(event) ?? false;
        troubles.push({ atMs: event.atMs, kind: 'lateRolls', avoidable });
        late.set(event.instanceId, event.late);
        return;
      }
      const life = running.get(event.instanceId);
      if (event.kind === 'launched') launched(event.instanceId, event.atMs);
      else if (event.kind === 'queued' && life) life.queuedAtMs = event.atMs;
      else if (event.kind === 'live' && life) becameLive(life, event.atMs);
      else if (event.kind === 'flushed' && life) life.flushedAtMs = event.atMs;
      else if (event.kind === 'terminating' && life) life.terminatingAtMs = event.atMs;
      else if (event.kind === 'out-of-memory') troubles.push({ atMs: event.atMs, kind: 'outOfMemory' });
      else if (event.kind === 'rolled') {
        rolledAtMs = event.atMs;
        rolledId = event.instanceId;
      } else if (event.kind === 'terminated') {
        retirements += 1;
        closeUnrolled(event.atMs, event.instanceId);
        if (event.rows > 0) troubles.push({ atMs: event.atMs, kind: 'terminatedWithData' });
        if (life) life.terminatedAtMs = event.atMs;
        running.delete(event.instanceId);
      }
    },
    measure(terms) {
      closeUnrolled(terms.lastDayEndMs);
      const endOf = (life: NodeLife) =>
        life.terminatedAtMs ?? Math.max(terms.lastDayEndMs, life.launchedAtMs);
      const unrolledMs = rolls
        .filter((roll) => roll.cushionMs < 0)
        .reduce((total, roll) => total - roll.cushionMs, 0);
      const billedMs = lives.reduce(
        (total, life) => total + billedUntilMs(life, terms) - life.launchedAtMs,
        0,
      );
      const idleMs = lives.reduce(
        (total, life) =>
          life.queuedAtMs === undefined ? total : total + (life.liveAtMs ?? endOf(life)) - life.queuedAtMs,
        0,
      );
      return {
        instanceHours: billedMs / HOUR_MS,
        peakNodes,
        scaleOuts: lives.length - readyCount,
        retirements,
        ...countTroubles(troubles),
        lateSeconds: unrolledMs / SECOND_MS,
        minCushionSeconds:
          rolls.length === 0 ? null : Math.min(...rolls.map((roll) => roll.cushionMs)) / SECOND_MS,
        idleSpareHours: idleMs / HOUR_MS,
      };
    },
  };
}

/** How often each kind of trouble was. */
export function countTroubles(troubles: readonly Trouble[]): TroubleCounts {
  const count = (kind: Trouble['kind']) => troubles.filter((trouble) => trouble.kind === kind).length;
  return {
    lateRolls: count('lateRolls'),
    lateRollsAvoidable: troubles.filter(({ avoidable }) => avoidable).length,
    outOfMemory: count('outOfMemory'),
    terminatedWithData: count('terminatedWithData'),
  };
}
