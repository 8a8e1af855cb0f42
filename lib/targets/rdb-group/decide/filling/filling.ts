// The arithmetic of a stock that fills: the live node's room, how many nodes an arrival fills, when the live one rolls.
// Pure numbers; where they come from is read-filling.ts and stream-rate.ts.
import type { Policy } from '../../domain/policy.ts';
import { ROOM_OF_EMPTY_SHARE_MIN } from '../limits.ts';

/** The live node's filling, in the unit of the nodes' memory; times in ms. */
export interface Filling {
  readonly used: number;
  readonly total: number;
  readonly usedPercent: number;
  readonly reportAgeMs: number;
  /** Per millisecond, over the whole group; `undefined` without history. */
  readonly rate: number | undefined;
  /** That of the busiest minute of the last fifteen; `undefined` without history. */
  readonly busiestRate: number | undefined;
  /** An empty node of this size uses so much. */
  readonly usedByEmpty: number;
  /** Memory may jump: what it says foretells little. */
  readonly mayJump: boolean;
  /**
   * By rows, what the live node and an empty one still take until they roll; absent until a node was seen to
   * have rolled at this threshold, or larger ones have shown with how many rows memory comes to it.
   */
  readonly byRows?: {
    readonly roomLeft: number;
    readonly roomOfEmpty: number;
    /** As larger nodes have shown: it may be less than that, and nothing rests on its being no less. */
    readonly isForetold?: true;
  };
  /** So much of the rows with which a node of its size rolled the live node holds; absent until one was seen to. */
  readonly shareOfRows?: number;
}

/** Memory may jump from one report to the next, and no node was seen to roll, so that rows foretold when. */
export function mayJumpUnforeseen({ mayJump, byRows }: Filling): boolean {
  return mayJump && (byRows === undefined || byRows.isForetold === true);
}

/**
 * What may still arrive until the live node rolls, in the unit of its memory; not above 0 once it is due. The
 * lesser of what memory says and what rows say: a full vector doubles, and memory jumps past the threshold.
 */
export function roomLeft(filling: Filling, policy: Policy): number {
  const byMemory = (policy.rollThresholdPercent / 100) * filling.total - filling.used;
  return Math.min(byMemory, filling.byRows?.roomLeft ?? Number.POSITIVE_INFINITY);
}

/** The live node has reached its roll threshold. */
export function isRollDue(filling: Filling | undefined, policy: Policy): boolean {
  return filling !== undefined && filling.usedPercent >= policy.rollThresholdPercent;
}

/** How many nodes, the live one first, an arrival takes to their roll threshold. */
export function nodesFilled(arrival: number, filling: Filling, policy: Policy): number {
  const left = roomLeft(filling, policy);
  if (arrival < left) return 0;
  const rollsAt = (policy.rollThresholdPercent / 100) * filling.total;
  const roomOfEmpty = Math.min(
    rollsAt - filling.usedByEmpty,
    filling.byRows?.roomOfEmpty ?? Number.POSITIVE_INFINITY,
  );
  const room = Math.max(roomOfEmpty, ROOM_OF_EMPTY_SHARE_MIN * rollsAt);
  return 1 + Math.floor((arrival - Math.max(0, left)) / room);
}

/**
 * Time until the live node reaches its roll threshold at a multiple of the stream's rate, ms, never
 * negative; `Infinity` if nothing arrives, `undefined` if there is no live node or no history.
 */
export function timeToRollMs(
  { filling, policy }: { readonly filling: Filling | undefined; readonly policy: Policy },
  factor: number,
): number | undefined {
  if (filling?.rate === undefined) return undefined;
  const left = roomLeft(filling, policy);
  if (left <= 0) return 0;
  const rate = factor * filling.rate;
  return rate > 0 ? left / rate : Number.POSITIVE_INFINITY;
}
