// The demo's result: the JSON contract, and the summary that a person reads.
import pc from 'picocolors';
import type { Reason } from '../../lib/core/reason.ts';

/** Keys and meanings are a contract (`--json`). */
export interface DemoSummary {
  readonly peakNodes: number;
  /** Nodes times hours, from launch to termination. */
  readonly instanceHours: number;
  /** `peakNodes` times the hours simulated: the same memory, all day. */
  readonly fixedInstanceHours: number;
  /** Calls that raised the desired capacity. */
  readonly scaleOuts: number;
  readonly retirements: number;
  readonly lateRolls: number;
  /** Must be 0. */
  readonly terminatedWithData: number;
  readonly nodesAtEnd: number;
  readonly awsCalls: Readonly<Record<string, number>>;
  readonly decisions: readonly Decision[];
  readonly seed: number;
}

export interface Decision {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The target, as at the command line. */
  readonly group: string;
  /** `hold`, or what was done: `scale-out`, `retire`, and other kinds' words. */
  readonly kind: string;
  readonly reason: Reason;
}

/** The summary as lines. */
export function summaryLines(
  summary: DemoSummary,
  day: { readonly durationSeconds: number },
): readonly string[] {
  const { instanceHours, fixedInstanceHours, lateRolls, terminatedWithData } = summary;
  const savedPercent = Math.round(100 * (1 - instanceHours / fixedInstanceHours));
  const calls = Object.values(summary.awsCalls).reduce((sum, count) => sum + count, 0);
  const busiest = Object.entries(summary.awsCalls)
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([action, count]) => `${action} ${count}`);
  const row = (label: string, value: string) => `  ${label.padEnd(24)}${value}`;
  return [
    '',
    pc.bold('The day'),
    row('peak nodes', String(summary.peakNodes)),
    row(
      'instance-hours',
      `${instanceHours.toFixed(1)}, against ${fixedInstanceHours.toFixed(1)} for one fixed server of equal peak memory (${savedPercent} % less)`,
    ),
    row('scale-outs', String(summary.scaleOuts)),
    row('retirements', String(summary.retirements)),
    row(
      'late rolls',
      lateRolls === 0 ? pc.green('0') : pc.red(`${lateRolls}: a live RDB was full and no spare was ready`),
    ),
    row(
      'terminated with data',
      terminatedWithData === 0
        ? pc.green('0')
        : pc.bgRed(pc.white(` ${terminatedWithData}: servers that held data were terminated `)),
    ),
    row('nodes at the end', String(summary.nodesAtEnd)),
    row('AWS calls', `${calls} (${busiest.join(', ')}, …)`),
    row('seed', `${summary.seed}; the day took ${day.durationSeconds.toFixed(1)} s`),
  ];
}
