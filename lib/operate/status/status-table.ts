// Groups and their nodes as text for a terminal. Pure: (status, now) → lines.
import Table from 'cli-table3';
import pc from 'picocolors';
import { formatDuration } from '../../core/units.ts';
import type { GroupStatus, NodeStatus } from './read-status.ts';

/** Characters of a memory bar. */
export const BAR_WIDTH = 20;

/** One group: a line of numbers, the nodes as a table, and two sentences. */
export function statusText(status: GroupStatus, nowMs: number): string {
  return [
    `${pc.bold(status.groupName)}  ${numbers(status)}`,
    ...(status.nodes.length > 0 ? [nodeTable(status.nodes)] : ['no nodes']),
    ...(status.attention.length > 0
      ? [pc.red(`attention: ${status.attention.join(', ')} (docs/operations.md says what each means)`)]
      : []),
    ...(status.lastPlan
      ? [
          `last plan, ${formatDuration(nowMs - status.lastPlan.atMs)} ago: ${status.lastPlan.kind}: ${status.lastPlan.text}.`,
        ]
      : ['no plan is recorded yet.']),
    `now: ${status.wouldNow}.`,
  ].join('\n');
}

/** A bar of fixed width: full from 100 %, never empty above 0. */
export function memoryBar(usedPercent: number): string {
  const share = Math.min(1, Math.max(0, usedPercent / 100));
  const full = share === 0 ? 0 : Math.max(1, Math.floor(share * BAR_WIDTH));
  return '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
}

function numbers(status: GroupStatus): string {
  const { minSize, desiredCapacity, maxSize, sparesHave, sparesWanted, timeToRollMs, lease, mode } = status;
  const spares =
    sparesHave === undefined || sparesWanted === undefined
      ? []
      : [(sparesHave < sparesWanted ? pc.red : pc.green)(`spares ${sparesHave} of ${sparesWanted} wanted`)];
  return [
    ...(status.managed ? [] : [pc.red('not managed')]),
    mode === 'act' ? mode : pc.yellow(mode),
    `min ${minSize} · desired ${desiredCapacity} · max ${maxSize}`,
    ...spares,
    timeToRollMs === null ? 'not filling' : `rolls in ${formatDuration(timeToRollMs)}`,
    lease ? `lease held until ${new Date(lease.expiresAtMs).toISOString()}` : 'lease free',
  ].join('  ');
}

function nodeTable(nodes: readonly NodeStatus[]): string {
  const table = new Table({
    head: ['node', 'role', 'state', 'memory', 'rows', 'report', 'protected'].map((text) => pc.bold(text)),
    colAligns: ['left', 'left', 'left', 'left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const node of nodes) {
    table.push([
      `${node.instanceId} ${pc.dim(node.availabilityZone)}`,
      coloured(node) + (node.suspect ? pc.red(' suspect') : '') + (node.busy ? ' busy' : ''),
      node.lifecycleState,
      node.memoryUsedPercent === undefined
        ? '–'
        : `${memoryBar(node.memoryUsedPercent)} ${node.memoryUsedPercent.toFixed(1)} %`,
      node.rows === undefined ? '–' : node.rows.toLocaleString('en-US'),
      node.reportAgeMs === undefined ? 'none' : `${formatDuration(node.reportAgeMs)} old`,
      node.protectedFromScaleIn ? 'yes' : pc.red('no'),
    ]);
  }
  return table.toString();
}

function coloured({ role }: NodeStatus): string {
  if (role === 'live') return pc.green(role);
  if (role === 'queued') return pc.cyan(role);
  return role === 'unknown' ? pc.red(role) : role;
}
