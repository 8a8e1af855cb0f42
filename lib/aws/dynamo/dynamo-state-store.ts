// The state table's calls. Items stand in dynamo-items.ts, the conditions of writes in dynamo-writes.ts,
// the tick's batches in dynamo-due-times.ts, the journal in dynamo-journal.ts; what the store promises, in lib/ports/state-store.ts.
import { randomUUID } from 'node:crypto';
import type { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PortError } from '../../core/errors.ts';
import type { LearnedFrame } from '../../learning/learned-frame.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { KeptKind } from '../../ports/kept-kind.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { IntentChange } from '../../core/schedule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { intentOf, leaseOf, stateKey, stateOf, type StateItem } from './dynamo-items.ts';
import { createReadDueTimes } from './dynamo-due-times.ts';
import { createDynamoJournal } from './dynamo-journal.ts';
import {
  changeIntentWrite,
  giveBackWrite,
  keepForeseenWrite,
  markForLookWrite,
  removeItemWrite,
  takeLeaseWrite,
} from './dynamo-writes.ts';

/** Times that a schedule's change is tried against others changing the same intent. */
export const INTENT_TRIES_MAX = 5;

export interface StateStoreOptions<Learned extends LearnedFrame, Entry extends JournalEntry> {
  /** Whose items: a store is one kind's. */
  readonly kind: KeptKind<Learned, Entry>;
  readonly clients: Pick<AwsClients, 'dynamoDb'>;
  readonly calls: AwsCalls;
  readonly tableName: string;
  /** Waits between tries of a batch. */
  readonly clock: Pick<Clock, 'sleep'>;
  /** Told of what was found wrong in the table and put right. */
  readonly warn: (text: string) => void;
}

/** `StateStore` on DynamoDB. */
export function createDynamoStateStore<Learned extends LearnedFrame, Entry extends JournalEntry>(
  options: StateStoreOptions<Learned, Entry>,
): StateStore<Learned, Entry> {
  type Store = StateStore<Learned, Entry>;
  const { kind, calls, tableName: TableName, warn } = options;
  const keyOf = (name: string) => stateKey(kind, name);
  const { retrying, once } = options.clients.dynamoDb;

  async function readItem(name: string): Promise<StateItem | undefined> {
    const command = new GetCommand({ TableName, Key: keyOf(name), ConsistentRead: true });
    const answer = await calls.read('dynamodb:GetItem', (o) => retrying.send(command, o));
    return answer.Item as StateItem | undefined;
  }

  const takeLease: Store['takeLease'] = async (request) => {
    const { name } = request;
    const token = randomUUID();
    const command = new UpdateCommand({
      TableName,
      Key: keyOf(name),
      ...takeLeaseWrite({ ...request, token }),
    });
    // Sent again by the SDK where needed: the token tells whether the first try had succeeded.
    const written = await unlessConditionFails(
      calls.read('dynamodb:UpdateItem', (o) => retrying.send(command, o)),
    );
    if (!written.ok && written.leaseToken !== undefined && written.leaseToken !== token) {
      return { kind: 'held-by-other' };
    }
    const item = written.ok ? (written.answer.Attributes as StateItem | undefined) : await readItem(name);
    const lease = item?.leaseToken === token ? leaseOf(name, item) : undefined;
    if (item && lease) return { kind: 'taken', lease, state: stateOf(kind, name, item, warn) };
    if (!written.ok) return { kind: 'held-by-other' };
    throw new PortError('dynamodb:UpdateItem', 'IncompleteAnswer', `no lease of ${name} in the answer`);
  };

  const keepForeseen: Store['keepForeseen'] = async (lease, learned) => {
    const write = keepForeseenWrite(lease, learned);
    const command = new UpdateCommand({ TableName, Key: keyOf(lease.name), ...write });
    const written = await unlessConditionFails(
      calls.record('dynamodb:UpdateItem', (o) => retrying.send(command, o)),
    );
    return written.ok;
  };

  const giveBack: Store['giveBack'] = async (lease, record) => {
    const write = giveBackWrite(lease, kind.keyPrefix, record);
    const command = new UpdateCommand({ TableName, Key: keyOf(lease.name), ...write });
    const written = await unlessConditionFails(
      calls.record('dynamodb:UpdateItem', (o) => once.send(command, o)),
    );
    return written.ok;
  };

  const giveBackUnknown: Store['giveBackUnknown'] = async (lease) => {
    const command = new DeleteCommand({ TableName, Key: keyOf(lease.name), ...removeItemWrite(lease) });
    const removed = await unlessConditionFails(
      calls.record('dynamodb:DeleteItem', (o) => once.send(command, o)),
    );
    return removed.ok || giveBack(lease);
  };

  const markForLook: Store['markForLook'] = async (name, nowMs) => {
    const command = new UpdateCommand({ TableName, Key: keyOf(name), ...markForLookWrite(nowMs) });
    await unlessConditionFails(calls.record('dynamodb:UpdateItem', (o) => retrying.send(command, o)));
  };

  /**
   * ```text
   *   A reads X        A writes Y if still X: done
   *        B reads X                  B writes Z if still X: refused → reads Y, applies again
   * ```
   */
  const changeIntent: Store['changeIntent'] = async (name, changeOf) => {
    let attempted: IntentChange | undefined;
    for (let attempt = 1; attempt <= INTENT_TRIES_MAX; attempt += 1) {
      const item = (await readItem(name)) ?? {};
      const { intent, problem } = intentOf(kind, name, item);
      if (problem !== undefined) return { kind: 'ignored', why: 'bad-item' };
      const change = changeOf(intent);
      // An earlier try of ours whose answer was lost stands in the table: it is set, not "unchanged".
      if (change.kind === 'ignored') return change.why === 'unchanged' && attempted ? attempted : change;
      attempted = change;
      const command = new UpdateCommand({
        TableName,
        Key: keyOf(name),
        ...changeIntentWrite({ intent: change.intent, asRead: item.intent }),
      });
      const written = await unlessConditionFails(
        calls.record('dynamodb:UpdateItem', (o) => retrying.send(command, o)),
      );
      if (written.ok) return change;
    }
    throw new PortError(
      'dynamodb:UpdateItem',
      'Conflict',
      `the intent of ${name} was changed by others ${INTENT_TRIES_MAX} times in a row`,
    );
  };

  const readState: Store['readState'] = async (name) => {
    const item = await readItem(name);
    if (!item) return undefined;
    const lease = leaseOf(name, item);
    return { ...stateOf(kind, name, item, warn), ...(lease && { lease }) };
  };

  return {
    takeLease,
    keepForeseen,
    giveBack,
    giveBackUnknown,
    markForLook,
    changeIntent,
    readState,
    readDueTimes: createReadDueTimes(options),
    ...createDynamoJournal(options),
  };
}

type Conditional<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  /** `leaseToken`: that of the item that failed the condition, where DynamoDB sent it along. */
  | { readonly ok: false; readonly leaseToken?: string };

/** A failed condition is an expected answer. */
async function unlessConditionFails<Answer>(writing: Promise<Answer>): Promise<Conditional<Answer>> {
  try {
    return { ok: true, answer: await writing };
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== 'ConditionalCheckFailedException') throw error;
    const { Item } = (error.cause ?? {}) as ConditionalCheckFailedException;
    const leaseToken = Item?.['leaseToken']?.S;
    return { ok: false, ...(leaseToken !== undefined && { leaseToken }) };
  }
}
