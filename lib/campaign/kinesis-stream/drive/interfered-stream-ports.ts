// The ports of one invocation that looks at a stream, each call of which may be interfered with, and noted for the checks:
// what it sent, and what it wrote. What befalls a call is ../../drive/interfered-target.ts.
import { call, look, type CallTerms } from '../../drive/interfere.ts';
import { interferedStore } from '../../drive/interfered-store.ts';
import { interferedTarget, type InterferedTarget } from '../../drive/interfered-target.ts';
import type { StreamPorts, StreamStateStore } from '../../../targets/kinesis-stream/ports/stream-ports.ts';
import type { StreamReader, StreamWriter } from '../../../targets/kinesis-stream/ports/streams.ts';
import type { Landed, SentCall } from '../checks/stream-check.ts';
import type { StreamRun } from '../world/stream-run.ts';
import type { StreamInvocation } from './stream-invocation.ts';
import type { StreamRunPorts } from './stream-run-ports.ts';

export interface StreamInterference extends CallTerms {
  readonly run: StreamRun;
  readonly ports: StreamRunPorts;
  readonly tellSent: (call: SentCall) => void;
  readonly tellLanded: (landed: Landed) => void;
  readonly tellRecorded: (ledgerTimesMs: readonly number[], invocation: StreamInvocation) => void;
}

export function interferedStreamPorts(given: StreamInterference, invocation: StreamInvocation): StreamPorts {
  const { ports } = given;
  const target = interferedTarget(given, invocation);
  return {
    streamReader: readerOf(given, invocation, target),
    streamWriter: writerOf(given, invocation, target),
    demandReader: { readDemand: (query) => target.readMetrics(() => ports.demandReader.readDemand(query)) },
    stateStore: interferedStore(given, invocation, recordingStore(given, invocation)),
    announcer: {
      ...ports.announcer,
      announce: (event) => call(given, invocation, 'events:PutEvents', () => ports.announcer.announce(event)),
    },
    calendars: ports.calendars,
    clock: invocation.clock,
  };
}

const DESCRIBE = 'kinesis:DescribeStreamSummary';

function readerOf(
  given: StreamInterference,
  invocation: StreamInvocation,
  target: InterferedTarget,
): StreamReader {
  const inner = given.ports.streamReader;
  return {
    listManagedStreams: () => target.list(inner.listManagedStreams()),
    readStream: (name) => target.describe(DESCRIBE, () => inner.readStream(name)),
    readSummary: (name) => target.describe(DESCRIBE, () => inner.readSummary(name)),
    readOpenShardIds: (name) =>
      look(invocation, () => target.asked('kinesis:ListShards', () => inner.readOpenShardIds(name))),
  };
}

function writerOf(
  given: StreamInterference,
  invocation: StreamInvocation,
  target: InterferedTarget,
): StreamWriter {
  const { run, ports } = given;
  return {
    updateShardCount({ streamName, shardCount }) {
      const sent: SentCall = { atMs: run.nowMs(), shards: shardCount, invocation };
      given.tellSent(sent);
      return target.change({
        name: 'kinesis:UpdateShardCount',
        refusal: REFUSED,
        async carryOut() {
          const before = run.moment();
          const landed = await ports.streamWriter.updateShardCount({ streamName, shardCount });
          if (landed.kind === 'applied') run.take({ atMs: run.nowMs(), by: 'us', to: shardCount });
          given.tellLanded({ ...sent, landedAtMs: run.nowMs(), before, outcome: landed });
          return landed;
        },
      });
    },
  };
}

/** The quota of shards of the account is reached: AWS refuses, and says nothing of the day's changes. */
const REFUSED = {
  kind: 'rejected',
  code: 'LimitExceededException',
  message: 'This request would exceed the shard limit for the account',
  failure: 'refused',
} as const;

/** What is written is told as it is written: whether the function hears of it is another matter. */
function recordingStore(given: StreamInterference, invocation: StreamInvocation): StreamStateStore {
  const inner = given.ports.stateStore;
  return {
    ...inner,
    async giveBack(lease, record) {
      const isKept = await inner.giveBack(lease, record);
      if (!isKept || !record?.learned) return isKept;
      invocation.hasRecorded = true;
      given.tellRecorded(
        record.learned.changes.ledger.map(({ atMs }) => atMs),
        invocation,
      );
      return isKept;
    },
  };
}
