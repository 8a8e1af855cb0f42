// The nodes as areas of the day's chart: each a band as high as its memory, stacked in order of launch, so that their top is the
// capacity paid for. A band has a piece for each role, and in it what its memory holds.
import { GIB } from '../../../core/units.ts';
import type { ReportDay, ReportNode, ReportRole } from '../../report-data.ts';

/** A closed area; points are minutes of the day and GiB. */
export interface BandPiece {
  readonly role: ReportRole;
  /** `room`: all of the node's memory; `used`: what it holds of it. */
  readonly kind: 'room' | 'used';
  readonly points: readonly (readonly [number, number])[];
}

/** `minutes`: where memory is looked at, ascending; `minute`: a moment's. */
export function nodeBands(
  day: Pick<ReportDay, 'nodes' | 'nodeMemoryBytes'>,
  minutes: readonly number[],
  minute: (atMs: number) => number,
): readonly BandPiece[] {
  const heightGiB = day.nodeMemoryBytes / GIB;
  const endMinute = minutes.at(-1) ?? 0;
  const spans = day.nodes.map((node) => ({
    node,
    from: Math.max(0, minute(node.launchedAtMs)),
    until: Math.min(endMinute, node.terminatedAtMs === undefined ? endMinute : minute(node.terminatedAtMs)),
  }));
  return spans.flatMap(({ node, from, until }, i) => {
    const below = spans.slice(0, i);
    const baseAt = (at: number) => heightGiB * below.filter((one) => one.from <= at && one.until > at).length;
    const falls = below.map((one) => one.until).filter((at) => at > from && at < until);
    return rolesOf(node, { from, until }, minute).flatMap(({ role, start, end }) => {
      const edges = [...new Set([start, ...falls.filter((at) => at > start && at < end), end])].sort(
        (a, b) => a - b,
      );
      const room = areaOf(edges, baseAt, () => heightGiB);
      const used = areaOf(edges, baseAt, (at) => usedGiBAt(node, at, minute), minutes);
      return [
        { role, kind: 'room' as const, points: room },
        { role, kind: 'used' as const, points: used },
      ];
    });
  });
}

function rolesOf(
  { roles }: ReportNode,
  { from, until }: { readonly from: number; readonly until: number },
  minute: (atMs: number) => number,
) {
  return roles.flatMap(({ role, fromMs }, i) => {
    const next = roles[i + 1];
    const start = Math.max(from, minute(fromMs));
    const end = Math.min(until, next ? minute(next.fromMs) : until);
    return end > start ? [{ role, start, end }] : [];
  });
}

/** Along the top, and back along the bottom; the bottom is level between two edges. */
function areaOf(
  edges: readonly number[],
  baseAt: (minute: number) => number,
  heightAt: (minute: number) => number,
  minutes: readonly number[] = [],
): readonly (readonly [number, number])[] {
  const top: [number, number][] = [];
  const bottom: [number, number][] = [];
  edges.slice(0, -1).forEach((start, i) => {
    const end = edges[i + 1] ?? start;
    const base = baseAt(start);
    for (const at of [start, ...minutes.filter((m) => m > start && m < end), end])
      top.push([round(at), round(base + heightAt(at))]);
    bottom.push([round(start), round(base)], [round(end), round(base)]);
  });
  return [...straightened(top), ...bottom.reverse()];
}

/** Without the points between two of the same height. */
function straightened(points: readonly (readonly [number, number])[]) {
  return points.filter(
    ([, y], i) => i === 0 || i === points.length - 1 || points[i - 1]?.[1] !== y || points[i + 1]?.[1] !== y,
  );
}

function usedGiBAt({ samples }: ReportNode, at: number, minute: (atMs: number) => number): number {
  const next = samples.findIndex((sample) => minute(sample.atMs) >= at);
  const after = samples[next < 0 ? samples.length - 1 : next];
  const before = samples[Math.max(0, (next < 0 ? samples.length : next) - 1)] ?? after;
  if (!before || !after) return 0;
  const [from, until] = [minute(before.atMs), minute(after.atMs)];
  // What is dropped is dropped at once.
  const share = until > from && after.usedBytes >= before.usedBytes ? (at - from) / (until - from) : 0;
  const usedBytes = before.usedBytes + Math.min(1, Math.max(0, share)) * (after.usedBytes - before.usedBytes);
  return usedBytes / GIB;
}

const round = (value: number) => Number(value.toFixed(2));
