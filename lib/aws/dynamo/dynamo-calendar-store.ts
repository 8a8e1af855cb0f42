// The calendars' items of the state table. What is read is kept for a while: a tick over a thousand targets asks for the
// same calendar a thousand times.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { parseCalendar } from '../../core/calendar.ts';
import { MINUTE_MS } from '../../core/units.ts';
import { CALENDAR_KEY_PREFIX, type CalendarStore, type KnownCalendar } from '../../ports/calendar-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { stateKey } from './dynamo-items.ts';

const CALENDAR_KEPT_MS = 10 * MINUTE_MS;

export interface CalendarStoreOptions {
  readonly clients: Pick<AwsClients, 'dynamoDb'>;
  readonly calls: AwsCalls;
  readonly tableName: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Told of an item that cannot be read. */
  readonly warn: (text: string) => void;
}

/** `CalendarStore` on DynamoDB; make it once per process. The calendar is JSON text, as what else the table keeps. */
export function createDynamoCalendarStore(options: CalendarStoreOptions): CalendarStore {
  const { calls, tableName: TableName, clock, warn } = options;
  const client = options.clients.dynamoDb.retrying;
  const kept = new Map<string, { readonly untilMs: number; readonly reading: Promise<KnownCalendar> }>();

  async function read(name: string): Promise<KnownCalendar> {
    const command = new GetCommand({ TableName, Key: keyOf(name) });
    const { Item } = await calls.read('dynamodb:GetItem', (o) => client.send(command, o));
    if (!Item) return { kind: 'unknown' };
    const parsed = parseCalendar(String(Item['calendar']));
    if (parsed.ok) return { kind: 'known', calendar: parsed.calendar };
    const { pk, sk } = keyOf(name);
    const problem = `the item ${pk} / ${sk} of the state table cannot be read: ${parsed.problem}`;
    warn(`${problem}; until a schedule of ${name} writes it anew, its days are those of UTC`);
    return { kind: 'unreadable', problem };
  }

  return {
    async readCalendar(name) {
      const known = kept.get(name);
      if (known && known.untilMs > clock.nowMs()) return known.reading;
      const reading = read(name);
      kept.set(name, { untilMs: clock.nowMs() + CALENDAR_KEPT_MS, reading });
      // What failed is asked for again.
      reading.catch(() => kept.delete(name));
      return reading;
    },
    async writeCalendar(name, calendar) {
      const Item = { ...keyOf(name), calendar: JSON.stringify(calendar) };
      await calls.record('dynamodb:PutItem', (o) => client.send(new PutCommand({ TableName, Item }), o));
      kept.delete(name);
    },
  };
}

function keyOf(name: string) {
  return stateKey({ keyPrefix: CALENDAR_KEY_PREFIX }, name);
}
