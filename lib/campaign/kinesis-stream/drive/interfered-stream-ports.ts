// The ports of one invocation that looks at a stream, each call of which may be interfered with, and noted for the checks:
// what the stream truly was when it was last asked for anything, and what it sent. What befalls a call is
// ../../drive/interfere.ts.
import type { Outcome } from '../../../core/outcome.ts';
import { isRefusedNow, refusalOfReads } from '../../drive/call-faults.ts';
import { call, change, look, type CallTerms } from '../../drive/interfere.ts';
import { interferedStore } from '../../drive/interfered-store.ts';
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
  const { ports, run } = given;
  const asked: Asked = (name, carryOut, disturbs = 'read') =>
    call(
      given,
      invocation,
      name,
      () => {
        invocation.couldKnow = run.moment();
        return carryOut();
      },
      disturbs,
    );
  return {
    streamReader: readerOf(given, invocation, asked),
    streamWriter: writerOf(given, invocation),
    demandReader: {
      readDemand: (query) =>
        look(invocation, () =>
          asked(READ_METRICS, () => {
            if (!isRefusedNow(run, 'reads-refused')) return ports.demandReader.readDemand(query);
            invocation.faultCount += 1;
            run.occur('reads-refused');
            throw refusalOfReads(run, READ_METRICS);
          }),
        ),
    },
    stateStore: interferedStore(given, invocation, recordingStore(given, invocation)),
    announcer: {
      ...ports.announcer,
      announce: (event) => call(given, invocation, 'events:PutEvents', () => ports.announcer.announce(event)),
    },
    calendars: ports.calendars,
    clock: invocation.clock,
  };
}

const READ_METRICS = 'cloudwatch:GetMetricData';

type Asked = <T>(name: string, carryOut: () => Promise<T>, disturbs?: 'read' | 'write') => Promise<T>;

function readerOf(given: StreamInterference, invocation: StreamInvocation, asked: Asked): StreamReader {
  const inner = given.ports.streamReader;
  const described = async <T>(name: string, carryOut: () => Promise<T>): Promise<T> => {
    // The last look before a call: what happens just before it, it must find.
    const isLast = invocation.targetReadAtMs !== undefined;
    const answer = await asked(name, carryOut, isLast ? 'write' : 'read');
    if (invocation.couldKnow) invocation.described = invocation.couldKnow;
    invocation.targetReadAtMs = given.run.nowMs();
    return answer;
  };
  // Read once more before a call, it is no look: the cycle goes on without an answer.
  const first = <T>(read: () => Promise<T>) =>
    invocation.targetReadAtMs === undefined ? look(invocation, read) : read();
  return {
    async *listManagedStreams() {
      const pages = inner.listManagedStreams()[Symbol.asyncIterator]();
      // One stream makes one page: the first read is the only one.
      let page = await asked('tag:GetResources', () => pages.next());
      for (; page.done !== true; page = await pages.next()) yield page.value;
    },
    readStream: (name) =>
      first(() => described('kinesis:DescribeStreamSummary', () => inner.readStream(name))),
    readSummary: (name) =>
      first(() => described('kinesis:DescribeStreamSummary', () => inner.readSummary(name))),
    readOpenShardIds: (name) =>
      look(invocation, () => asked('kinesis:ListShards', () => inner.readOpenShardIds(name))),
  };
}

function writerOf(given: StreamInterference, invocation: StreamInvocation): StreamWriter {
  const { run, ports } = given;
  return {
    async updateShardCount({ streamName, shardCount }) {
      const sent: SentCall = { atMs: run.nowMs(), shards: shardCount, invocation };
      given.tellSent(sent);
      const faultsBefore = invocation.faultCount;
      const outcome = await change(given, invocation, {
        name: 'kinesis:UpdateShardCount',
        disturbs: 'write',
        refusal: REFUSED,
        async carryOut(): Promise<Outcome> {
          const before = run.moment();
          const landed = await ports.streamWriter.updateShardCount({ streamName, shardCount });
          if (landed.kind === 'applied') run.take({ atMs: run.nowMs(), by: 'us', to: shardCount });
          given.tellLanded({ ...sent, landedAtMs: run.nowMs(), before, outcome: landed });
          return landed;
        },
      });
      invocation.calls.faultCount += invocation.faultCount - faultsBefore;
      if (outcome.kind === 'rejected' || outcome.kind === 'unknown') invocation.calls.refusedCount += 1;
      return outcome;
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
