// Reads what nodes have written of themselves into the state table, a hundred nodes in a call, and asks CloudWatch for those
// that write none: a fleet that publishes metrics, as releases before 0.2 had it, goes on unchanged. Of a group that is known
// to publish, and where no node may be let go now, the metrics are read first, and the items of those that these do not tell of.
// What the items mean stands in lib/targets/rdb-group/ports/report-text.ts.
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { PortError } from '../../../core/errors.ts';
import { SECOND_MS } from '../../../core/units.ts';
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

/** Of a node that publishes each minute, the newest observation is no older than that and a half. */
const METRICS_RECENT_MS = 90 * SECOND_MS;

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

  /** Of each group what the items of its nodes say. Throws `PortError`. */
  async function readItems(queries: readonly TelemetryQuery[]): Promise<readonly TelemetryAnswer[]> {
    const keys = queries.flatMap((query) => query.instanceIds.flatMap((id) => keyOf(query, id) ?? []));
    const texts = await readTexts(keys);
    return queries.map((query) => toldOf(query, texts));
  }

  /** Of each group what its nodes have published; `undefined` where there is none to ask about. */
  async function readWatched(
    queries: readonly TelemetryQuery[],
  ): Promise<readonly (Settled<TelemetryAnswer> | undefined)[]> {
    const asked = queries.filter(({ instanceIds }) => instanceIds.length > 0);
    const answers = asked.length === 0 ? [] : await cloudWatch.readReports(asked);
    let next = 0;
    return queries.map(({ instanceIds }) => (instanceIds.length > 0 ? answers[next++] : undefined));
  }

  return {
    readReports: async (queries) => {
      const told = await readItems(
        queries.map((query) => (query.metricsFirst ? { ...query, ...NONE } : query)),
      );
      const asked = queries.map((query, index) => ({ ...query, instanceIds: silentOf(query, told[index]) }));
      const watched = await readWatched(asked);
      const missed = await readItems(
        queries.map((query, index) =>
          query.metricsFirst
            ? { ...query, instanceIds: missedBy(watched[index], query) }
            : { ...query, ...NONE },
        ),
      );
      return queries.map(({ metricsFirst }, index) =>
        together((metricsFirst ? missed : told)[index] ?? NOTHING, watched[index]),
      );
    },
  };
}

const NONE = { instanceIds: [] };
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
  const heard = heardIn(told);
  return instanceIds.filter((id) => !heard.has(id));
}

function heardIn({ reports, odd }: TelemetryAnswer): ReadonlySet<string> {
  return new Set([...reports, ...odd].map(({ instanceId }) => instanceId));
}

/**
 * Nodes that metrics do not tell of as of now: silent ones, those whose latest is older than comes of one publication missed,
 * and those that say less than an item would.
 */
function missedBy(
  watched: Settled<TelemetryAnswer> | undefined,
  { instanceIds, nowMs }: TelemetryQuery,
): readonly string[] {
  if (!watched?.ok) return [];
  const newest = new Map(watched.value.reports.map((report) => [report.instanceId, report]));
  return instanceIds.filter((id) => {
    const report = newest.get(id);
    if (!report || nowMs - report.observedAtMs > METRICS_RECENT_MS) return true;
    return report.rows === undefined || report.live === undefined;
  });
}

/** What both say of a node is its item's to say. */
function together(
  told: TelemetryAnswer,
  watched: Settled<TelemetryAnswer> | undefined,
): Settled<TelemetryAnswer> {
  if (!watched) return { ok: true, value: told };
  return settleNow(() => {
    const heard = heardIn(told);
    const isOthers = ({ instanceId }: { readonly instanceId: string }) => !heard.has(instanceId);
    const { reports, odd } = valueOf(watched);
    return {
      reports: [...told.reports, ...reports.filter(isOthers)].sort((a, b) => a.observedAtMs - b.observedAtMs),
      odd: [...told.odd, ...odd.filter(isOthers)],
    };
  });
}
