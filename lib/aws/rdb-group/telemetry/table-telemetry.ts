// Reads what nodes have written of themselves into the state table, a hundred nodes in a call, and asks CloudWatch for those
// that write none: a fleet that publishes metrics, as releases before 0.2 had it, goes on unchanged. What the items mean
// stands in lib/targets/rdb-group/ports/report-text.ts.
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { PortError } from '../../../core/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import { eachSettled, settleNow, valueOf, type Settled } from '../../../ports/settled.ts';
import { reportsOfText } from '../../../targets/rdb-group/ports/report-text.ts';
import type {
  Telemetry,
  TelemetryAnswer,
  TelemetryQuery,
} from '../../../targets/rdb-group/ports/telemetry.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import type { AwsClients } from '../../clients.ts';
import { REPORT_SORT_KEY, reportKeyOf } from './report-key.ts';

/** AWS's limit: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_PER_BATCH_MAX = 100;
const BATCHES_AT_ONCE = 5;

/** Times that one batch is asked for, and the wait between them, doubled each time, times a random number. */
const BATCH_TRIES_MAX = 6;
const BATCH_WAIT_BASE_MS = 100;

export interface TableTelemetryOptions {
  readonly clients: Pick<AwsClients, 'dynamoDb'>;
  readonly calls: AwsCalls;
  readonly tableName: string;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Asked about nodes without an item that counts. */
  readonly cloudWatch: Telemetry;
}

/** `Telemetry` on the state table, and on CloudWatch for who is silent there. */
export function createTableTelemetry(options: TableTelemetryOptions): Telemetry {
  const { calls, tableName, clock, cloudWatch } = options;
  const client = options.clients.dynamoDb.retrying;

  /** The texts of those that have one, by key. Throws `PortError`. */
  async function readTexts(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const batches = Array.from({ length: Math.ceil(keys.length / KEYS_PER_BATCH_MAX) }, (_, index) =>
      keys.slice(index * KEYS_PER_BATCH_MAX, (index + 1) * KEYS_PER_BATCH_MAX),
    );
    const texts = await eachSettled(batches, BATCHES_AT_ONCE, readBatch);
    return new Map(texts.flatMap(valueOf));
  }

  async function readBatch(keys: readonly string[]): Promise<readonly (readonly [string, string])[]> {
    const call = 'dynamodb:BatchGetItem';
    const texts: (readonly [string, string])[] = [];
    let Keys: Record<string, unknown>[] = keys.map((pk) => ({ pk, sk: REPORT_SORT_KEY }));
    for (let attempt = 1; attempt <= BATCH_TRIES_MAX; attempt += 1) {
      const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys } } });
      const { Responses, UnprocessedKeys } = await calls.read(call, (o) => client.send(command, o));
      for (const { pk, told } of Responses?.[tableName] ?? []) texts.push([String(pk), String(told)]);
      Keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (Keys.length === 0) return texts;
      await clock.sleep(Math.random() * BATCH_WAIT_BASE_MS * 2 ** attempt);
    }
    throw new PortError(call, 'UnprocessedKeys', `${Keys.length} reports left`, { failure: 'throttled' });
  }

  return {
    readReports: async (queries) => {
      const keys = queries.flatMap((query) => query.instanceIds.flatMap((id) => keyOf(query, id) ?? []));
      const texts = await readTexts(keys);
      const told = queries.map((query) => toldOf(query, texts));
      const asked = queries.map((query, index) => ({ ...query, instanceIds: silentOf(query, told[index]) }));
      const silent = asked.filter(({ instanceIds }) => instanceIds.length > 0);
      const answers = silent.length === 0 ? [] : await cloudWatch.readReports(silent);
      let next = 0;
      return asked.map(({ instanceIds }, index) =>
        together(told[index] ?? NOTHING, instanceIds.length > 0 ? answers[next++] : undefined),
      );
    },
  };
}

const NOTHING: TelemetryAnswer = { reports: [], odd: [] };

const keyOf = ({ groupArn }: TelemetryQuery, instanceId: string) => reportKeyOf(groupArn, instanceId);

function toldOf(query: TelemetryQuery, texts: ReadonlyMap<string, string>): TelemetryAnswer {
  const answers = query.instanceIds.flatMap((instanceId) => {
    const told = texts.get(keyOf(query, instanceId) ?? '');
    return told === undefined ? [] : [reportsOfText({ instanceId, told }, query)];
  });
  return {
    reports: answers.flatMap(({ reports }) => reports).sort((a, b) => a.observedAtMs - b.observedAtMs),
    odd: answers.flatMap(({ odd }) => odd),
  };
}

/** A node that was heard, or said what cannot be true, is not asked about twice. */
function silentOf({ instanceIds }: TelemetryQuery, told: TelemetryAnswer = NOTHING): readonly string[] {
  const heard = new Set([...told.reports, ...told.odd].map(({ instanceId }) => instanceId));
  return instanceIds.filter((id) => !heard.has(id));
}

function together(
  told: TelemetryAnswer,
  watched: Settled<TelemetryAnswer> | undefined,
): Settled<TelemetryAnswer> {
  if (!watched) return { ok: true, value: told };
  return settleNow(() => {
    const { reports, odd } = valueOf(watched);
    return {
      reports: [...told.reports, ...reports].sort((a, b) => a.observedAtMs - b.observedAtMs),
      odd: [...told.odd, ...odd],
    };
  });
}
