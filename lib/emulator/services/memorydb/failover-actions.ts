// MemoryDB actions on failovers as they are tested: one is begun, and what happened is told.
// Source: https://docs.aws.amazon.com/memorydb/latest/devguide/autofailover.html#auto-failover-test
import * as z from 'zod';
import { HOUR_MS, MINUTE_MS } from '../../../core/units.ts';
import { invalidCombination } from '../../../sim/memorydb/memorydb-errors.ts';
import type { MemoryDb } from '../../../sim/memorydb/memorydb.ts';
import { pageOf } from '../../wire/page.ts';
import { integer, text, timestampMs } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';
import { clusterOf } from './cluster-actions.ts';

/** "By default, only the events occurring within the last hour": API_DescribeEvents.html. */
const TOLD_BY_DEFAULT_MS = HOUR_MS;

/** The page names no default; of clusters it is so many. */
const EVENTS_PAGE_MAX = 100;

/** https://docs.aws.amazon.com/memorydb/latest/APIReference/API_DescribeEvents.html (SourceType) */
const SOURCE_TYPES = ['node', 'parameter-group', 'subnet-group', 'cluster', 'user', 'acl'] as const;

export function failoverActions(memoryDb: MemoryDb) {
  return {
    FailoverShard: serviceAction(
      z.object({ ClusterName: text, ShardName: text }),
      ({ ClusterName: name, ShardName: shardName }, { nowMs }) => {
        memoryDb.failoverShard({ name, shardName });
        return { Cluster: clusterOf(memoryDb.describe(name), { nowMs, shards: 'with-shards' }) };
      },
    ),
    DescribeEvents: serviceAction(
      z.object({
        SourceName: text.optional(),
        SourceType: z.enum(SOURCE_TYPES).optional(),
        StartTime: timestampMs.optional(),
        EndTime: timestampMs.optional(),
        Duration: integer.min(1).optional(),
        MaxResults: integer.min(1).max(EVENTS_PAGE_MAX).default(EVENTS_PAGE_MAX),
        NextToken: text.optional(),
      }),
      ({ SourceName, SourceType, StartTime, EndTime, Duration, MaxResults, NextToken }, { nowMs }) => {
        if (StartTime !== undefined && Duration !== undefined)
          throw invalidCombination('A start time, or a duration.');
        const toldForMs = Duration === undefined ? TOLD_BY_DEFAULT_MS : Duration * MINUTE_MS;
        const fromMs = StartTime ?? nowMs - toldForMs;
        const told = memoryDb
          .events()
          .filter(
            ({ clusterName, atMs }) =>
              (SourceType === undefined || SourceType === 'cluster') &&
              (SourceName === undefined || SourceName === clusterName) &&
              atMs >= fromMs &&
              atMs <= (EndTime ?? nowMs),
          );
        const page = pageOf(told, MaxResults, NextToken);
        return {
          Events: page.entries.map(({ clusterName, atMs, message }) => ({
            SourceName: clusterName,
            SourceType: 'cluster',
            Message: message,
            Date: new Date(atMs),
          })),
          NextToken: page.nextToken,
        };
      },
    ),
  };
}
