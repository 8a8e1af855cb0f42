// Groups and their nodes as text for a terminal. Pure: (status, now) → lines.
import Table from 'cli-table3';
import pc from 'picocolors';
import { formatDuration } from '../../../core/units.ts';
import type { GroupStatus, NodeStatus } from './read-group-status.ts';
import { bar, closingLines, leaseText, modeText } from '../../status/status-lines.ts';

/** One group: a line of numbers, the nodes as a table, and two sentences. */
export function groupStatusText(status: GroupStatus, nowMs: number): string {
  return [
    `${pc.bold(status.groupName)}  ${numbers(status)}`,
    ...(status.nodes.length > 0 ? [nodeTable(status.nodes)] : ['no nodes']),
    ...closingLines(status, nowMs),
  ].join('\n');
}

function numbers(status: GroupStatus): string {
  const { minSize, desiredCapacity, maxSize, sparesHave, sparesWanted, timeToRollMs, mode } = status;
  const spares =
    sparesHave === undefined || sparesWanted === undefined
      ? []
      : [(sparesHave < sparesWanted ? pc.red : pc.green)(`spares ${sparesHave} of ${sparesWanted} wanted`)];
  return [
    ...(status.managed ? [] : [pc.red('not managed')]),
    modeText(mode),
    `min ${minSize} · desired ${desiredCapacity} · max ${maxSize}`,
    ...spares,
    timeToRollMs === null ? 'not filling' : `rolls in ${formatDuration(timeToRollMs)}`,
    leaseText(status),
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
        : `${bar(node.memoryUsedPercent)} ${node.memoryUsedPercent.toFixed(1)} %`,
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
