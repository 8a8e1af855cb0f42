// The registry: every kind of target that alarms and ticks are served for beside the groups of RDBs, one line each. Groups
// are not among them, as the other functions serve them too: hooks and schedules are theirs alone.
// How to add a kind: CONTRIBUTING.md.
import { KINESIS_STREAMS } from './kinesis-stream/kinesis-streams.ts';
import { MEMORYDB_CLUSTERS } from './memorydb-cluster/memorydb-clusters.ts';
import { servedKind, type ServedKind } from './served-kind.ts';

export const KINDS: readonly ServedKind[] = [servedKind(KINESIS_STREAMS), servedKind(MEMORYDB_CLUSTERS)];
