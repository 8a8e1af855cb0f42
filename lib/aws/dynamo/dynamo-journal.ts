// The journal of plans in the state table. Items stand in dynamo-items.ts; the rest of the store, in
// dynamo-state-store.ts.
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { PortError } from '../../core/errors.ts';
import type { LearnedFrame } from '../../learning/learned-frame.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { KeptKind } from '../../ports/kept-kind.ts';
import type { StateStore } from '../../ports/state-store.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { failureOfCode } from '../aws-errors.ts';
import type { AwsClients } from '../clients.ts';
import { JOURNAL_SORT_KEY_PREFIX, journalEntryOf, journalItem, partitionKey } from './dynamo-items.ts';

/** Pages read for one answer; a page is 1 MB, some hundred entries or more. */
export const JOURNAL_PAGES_MAX = 20;

/** The journal's two calls of a `StateStore`. An entry written twice is one entry, so writes are retried. */
export function createDynamoJournal<Entry extends JournalEntry>(options: {
  readonly kind: KeptKind<LearnedFrame, Entry>;
  readonly clients: Pick<AwsClients, 'dynamoDb'>;
  readonly calls: AwsCalls;
  readonly tableName: string;
}): Pick<StateStore<LearnedFrame, Entry>, 'writeJournal' | 'readJournal'> {
  const { kind, calls, tableName: TableName } = options;
  const client = options.clients.dynamoDb.retrying;
  return {
    writeJournal: async (entry) => {
      const command = new PutCommand({ TableName, Item: journalItem(kind, entry) });
      await calls.record('dynamodb:PutItem', (o) => client.send(command, o));
    },

    readJournal: async (name, entryCountMax) => {
      const items: Record<string, unknown>[] = [];
      let from: Record<string, unknown> | undefined;
      for (let page = 1; page <= JOURNAL_PAGES_MAX && items.length < entryCountMax; page += 1) {
        const command = new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': partitionKey(kind, name), ':prefix': JOURNAL_SORT_KEY_PREFIX },
          ScanIndexForward: false,
          Limit: entryCountMax - items.length,
          ...(from && { ExclusiveStartKey: from }),
        });
        const answer = await calls.read('dynamodb:Query', (o) => client.send(command, o));
        if (!answer.Items)
          throw new PortError('dynamodb:Query', 'IncompleteAnswer', 'the answer has no Items');
        items.push(...answer.Items);
        from = answer.LastEvaluatedKey;
        if (!from) break;
      }
      return items.map((item) => withFailures(journalEntryOf(kind, item)));
    },
  };
}

/** Entries of 0.1 have the code of a refusal alone: what it asks of the caller is read from that. */
function withFailures<Entry extends JournalEntry>(entry: Entry): Entry {
  return {
    ...entry,
    actions: entry.actions.map((action) => {
      const { outcome } = action;
      if (outcome?.kind !== 'rejected' || outcome.failure !== undefined) return action;
      return { ...action, outcome: { ...outcome, failure: failureOfCode(outcome.code) ?? 'refused' } };
    }),
  };
}
