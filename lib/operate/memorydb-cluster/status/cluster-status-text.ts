// A cluster as text for a terminal. Pure: (status, now) → lines.
import Table from 'cli-table3';
import pc from 'picocolors';
import { bar, closingLines, leaseText, modeText } from '../../status/status-lines.ts';
import { typedCluster } from '../cluster-words.ts';
import type { ClusterStatus } from './read-cluster-status.ts';

/** A line of what it is, its numbers as a table, and two sentences. */
export function clusterStatusText(status: ClusterStatus, nowMs: number): string {
  return [
    `${pc.bold(typedCluster(status.clusterName))}  ${headline(status)}`,
    numbers(status),
    ...(status.hotShard === undefined ? [] : [pc.yellow(`${status.hotShard}.`)]),
    ...endedShort(status),
    ...closingLines(status, nowMs),
  ].join('\n');
}

function headline(status: ClusterStatus): string {
  const { managed, mode, status: state, progressPercent, shardsMin, shardsMax } = status;
  const progress = progressPercent === undefined ? '' : ` (${progressPercent} % moved)`;
  return [
    ...(managed ? [] : [pc.red('not managed')]),
    modeText(mode),
    state === 'available' ? state : pc.yellow(`${state}${progress}`),
    ...(shardsMin === null || shardsMax === null ? [] : [`min ${shardsMin} · max ${shardsMax}`]),
    leaseText(status),
  ].join('  ');
}

function numbers(status: ClusterStatus): string {
  const { shards, shardsWanted, replicas, memoryPercent, memoryAheadPercent, evictions } = status;
  const cells = {
    shards: String(shards),
    wanted: shardsWanted > shards ? pc.red(String(shardsWanted)) : String(shardsWanted),
    'replicas, at the fewest': replicas === 0 ? pc.red('0') : String(replicas),
    'fullest primary':
      memoryPercent === null ? pc.yellow('unknown') : `${bar(memoryPercent)} ${memoryPercent} %`,
    'after a resharding': memoryAheadPercent === null ? pc.yellow('unknown') : `${memoryAheadPercent} %`,
    'thrown out in 1 h': evictions > 0 ? pc.red(evictions.toLocaleString('en-US')) : '0',
  };
  const table = new Table({
    head: Object.keys(cells).map((text) => pc.bold(text)),
    style: { head: [], border: [] },
  });
  table.push(Object.values(cells));
  return table.toString();
}

function endedShort({ endedShort: short }: ClusterStatus): readonly string[] {
  if (!short) return [];
  return [
    pc.yellow(`the last change, to ${short.to} shards, ended with ${short.got}: not tried again by itself.`),
  ];
}
