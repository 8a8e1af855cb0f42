// A stream as text for a terminal. Pure: (status, now) → lines.
import Table from 'cli-table3';
import pc from 'picocolors';
import { formatDuration } from '../../../core/units.ts';
import { CHANGES_PER_DAY } from '../../../targets/kinesis-stream/domain/limits.ts';
import { bar, closingLines, leaseText, modeText } from '../../status/status-lines.ts';
import { typedStream } from '../stream-words.ts';
import type { StreamStatus } from './read-stream-status.ts';

/** A line of what it is, its numbers as a table, and two sentences. */
export function streamStatusText(status: StreamStatus, nowMs: number): string {
  return [
    `${pc.bold(typedStream(status.streamName))}  ${headline(status)}`,
    status.capacityMode === 'provisioned' ? numbers(status) : load(status),
    ...hotShard(status),
    ...closingLines(status, nowMs),
  ].join('\n');
}

function headline(status: StreamStatus): string {
  const { managed, mode, capacityMode, status: state, shardsMin, shardsMax } = status;
  return [
    ...(managed ? [] : [pc.red('not managed')]),
    modeText(mode),
    `${capacityMode}, ${state === 'active' ? state : pc.yellow(state)}`,
    ...(shardsMin === null || shardsMax === null ? [] : [`min ${shardsMin} · max ${shardsMax}`]),
    leaseText(status),
  ].join('  ');
}

function numbers(status: StreamStatus): string {
  const { shardsOpen, shardsWanted, changesLeft } = status;
  const wanted = shardsWanted > shardsOpen ? pc.red(String(shardsWanted)) : String(shardsWanted);
  const left = `${changesLeft} of ${CHANGES_PER_DAY}`;
  return tableOf({
    'shards open': String(shardsOpen),
    wanted,
    ...loadOf(status),
    'changes left in 24 h': changesLeft === 0 ? pc.red(left) : left,
  });
}

/** Of an on-demand stream: its shards, and what changes them, are AWS's. */
function load(status: StreamStatus): string {
  return tableOf(loadOf(status));
}

function loadOf({ demandPercent, throttledRecords, readersBehindMs }: StreamStatus) {
  const refused = throttledRecords.toLocaleString('en-US');
  return {
    'used in the newest minute': `${bar(demandPercent)} ${demandPercent.toFixed(1)} %`,
    'refused in 1 h': throttledRecords > 0 ? pc.red(refused) : refused,
    'slowest reader': readersBehindMs === null ? pc.yellow('unknown') : behindText(readersBehindMs),
  };
}

function behindText(behindMs: number): string {
  return behindMs < 1_000 ? 'up to date' : `${formatDuration(behindMs)} behind`;
}

function hotShard({ hottestShard }: StreamStatus): readonly string[] {
  if (!hottestShard) return [];
  const percent = Math.round(100 * hottestShard.demandShards);
  return [`busiest shard: ${hottestShard.shardId}, asked for ${percent} % of what a shard takes.`];
}

function tableOf(cells: Readonly<Record<string, string>>): string {
  const table = new Table({
    head: Object.keys(cells).map((text) => pc.bold(text)),
    style: { head: [], border: [] },
  });
  table.push(Object.values(cells));
  return table.toString();
}
