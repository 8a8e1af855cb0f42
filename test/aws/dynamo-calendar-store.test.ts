import { PutCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import type { AwsClients } from '../../lib/aws/clients.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { createDynamoCalendarStore } from '../../lib/aws/dynamo/dynamo-calendar-store.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { CalendarStore } from '../../lib/ports/calendar-store.ts';
import { startDynalite, TEST_ACCOUNT, type LocalDynamo } from './start-dynalite.ts';

const NYSE = { timeZone: 'America/New_York', holidays: ['2026-12-25'], halfDays: ['2026-12-24'] };

let dynamo: LocalDynamo;
let clients: AwsClients;
let tableName: string;
let tableCount = 0;
let nowMs: number;
let warned: string[];

beforeAll(async () => {
  dynamo = await startDynalite();
  clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: dynamo.endpoint });
});
afterAll(async () => {
  clients.destroy();
  await dynamo.close();
});
beforeEach(async () => {
  tableName = `calendars-${(tableCount += 1)}`;
  await dynamo.createTable(tableName);
  nowMs = 0;
  warned = [];
});

function aStore(name = tableName): CalendarStore {
  return createDynamoCalendarStore({
    clients,
    calls: createAwsCalls(),
    tableName: name,
    clock: { nowMs: () => nowMs },
    warn: (text) => void warned.push(text),
  });
}

const put = (Item: Readonly<Record<string, unknown>>) =>
  clients.dynamoDb.once.send(new PutCommand({ TableName: tableName, Item }));

it('a calendar that is written is known to every function, and stands under CALENDAR#<name>', async () => {
  expect(await aStore().readCalendar('nyse')).toEqual({ kind: 'unknown' });
  await aStore().writeCalendar('nyse', NYSE);
  expect(await aStore().readCalendar('nyse')).toEqual({ kind: 'known', calendar: NYSE });
  const Key = { pk: 'CALENDAR#nyse', sk: 'STATE' };
  const { Item } = await clients.dynamoDb.once.send(new GetCommand({ TableName: tableName, Key }));
  expect(Item).toEqual({ ...Key, calendar: JSON.stringify(NYSE) });
});

it('is read once in ten minutes, and at once after it was written here', async () => {
  const store = aStore();
  await store.readCalendar('nyse');
  await aStore().writeCalendar('nyse', NYSE);
  nowMs = 10 * MINUTE_MS - 1;
  expect((await store.readCalendar('nyse')).kind).toBe('unknown');
  nowMs += 1;
  expect((await store.readCalendar('nyse')).kind).toBe('known');
  const changed = { ...NYSE, holidays: [] };
  await store.writeCalendar('nyse', changed);
  expect(await store.readCalendar('nyse')).toEqual({ kind: 'known', calendar: changed });
});

it.each([
  ['no JSON', 'New York', 'it is not JSON'],
  ['no zone', JSON.stringify({ ...NYSE, timeZone: 'New York' }), 'IANA time zone'],
  ['no text', 7, 'expected object'],
])('an item that holds %s is named, and not guessed at', async (_title, calendar, why) => {
  await put({ pk: 'CALENDAR#nyse', sk: 'STATE', calendar });
  const read = await aStore().readCalendar('nyse');
  expect(read).toMatchObject({ kind: 'unreadable', problem: expect.stringContaining(why) as string });
  expect(warned).toEqual([expect.stringMatching(/^the item CALENDAR#nyse \/ STATE .*UTC$/s)]);
});

it('a table that does not answer is an error, and asked again the next time', async () => {
  const store = aStore('not-there-yet');
  await expect(store.readCalendar('nyse')).rejects.toMatchObject({ name: 'PortError' });
  await dynamo.createTable('not-there-yet');
  expect(await store.readCalendar('nyse')).toEqual({ kind: 'unknown' });
});
