// What the contract cannot show: lost answers, other versions, DynamoDB's own refusals.
import { KEPT_GROUPS } from '../../lib/targets/rdb-group/ports/kept-groups.ts';
import { changeBySchedule } from '../../lib/core/apply-schedule.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsCalls } from '../../lib/aws/aws-calls.ts';
import type { AwsClients } from '../../lib/aws/clients.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { BATCH_TRIES_MAX } from '../../lib/aws/dynamo/dynamo-due-times.ts';
import { createDynamoStateStore, INTENT_TRIES_MAX } from '../../lib/aws/dynamo/dynamo-state-store.ts';
import type { SchedulePayload } from '../../lib/core/schedule.ts';
import { NOTHING_LEARNED } from '../../lib/targets/rdb-group/domain/state.ts';
import { startProxy, type Proxy } from './answer-losing-proxy.ts';
import { startDynalite, TEST_ACCOUNT, type LocalDynamo } from './start-dynalite.ts';
import { json, jsonError, reset, startWireServer, type WireServer } from './wire-server.ts';
import type { GroupStateStore } from '../../lib/targets/rdb-group/ports/group-ports.ts';

const NOW_MS = Date.parse('2026-11-20T15:00:00Z');
const GROUP = 'rdb';
const REQUEST = {
  name: GROUP,
  owner: 'a',
  nowMs: NOW_MS,
  durationMs: 90_000,
  impossibleAfterMs: NOW_MS + 100_000,
};
const LEASE = { name: GROUP, owner: 'a', fence: 1, expiresAtMs: NOW_MS + 90_000 };
const SCALE_IN: SchedulePayload = {
  action: 'scale-in',
  windowMinutes: 240,
  scheduledTime: new Date(NOW_MS).toISOString(),
};
const RECORD = { learned: { ...NOTHING_LEARNED, launches: { leadTimesMs: [1] } }, nextLookAtMs: 1 };

function storeOn(clients: AwsClients, options: { tableName?: string; warned?: string[] } = {}) {
  const slept: number[] = [];
  const store = createDynamoStateStore({
    kind: KEPT_GROUPS,
    clients,
    calls: createAwsCalls(),
    tableName: options.tableName ?? 'state',
    clock: {
      sleep: (durationMs) => {
        slept.push(durationMs);
        return Promise.resolve();
      },
    },
    warn: (text) => void options.warned?.push(text),
  });
  return { store, slept };
}

describe('when answers are lost on the way', () => {
  let dynamo: LocalDynamo;
  let proxy: Proxy;
  let clients: AwsClients;
  let store: GroupStateStore;
  let tableCount = 0;
  let tableName: string;

  beforeAll(async () => {
    dynamo = await startDynalite();
  });
  afterAll(async () => {
    await dynamo.close();
  });
  afterEach(async () => {
    clients.destroy();
    await proxy.close();
  });
  beforeEach(async () => {
    proxy = await startProxy(dynamo.endpoint);
    clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: proxy.endpoint });
    tableCount += 1;
    tableName = `state-${tableCount}`;
    await dynamo.createTable(tableName);
    ({ store } = storeOn(clients, { tableName }));
  });

  it('a lease that our own first try took is ours', async () => {
    proxy.loseAnswers('UpdateItem', 1);
    expect(await store.takeLease(REQUEST)).toEqual({
      kind: 'taken',
      lease: LEASE,
      state: { learned: NOTHING_LEARNED },
    });
    expect(await store.giveBack(LEASE)).toBe(true);
  });

  it('a lease that another took meanwhile is not ours, though the owner’s name is the same', async () => {
    await storeOn(dynamo.clients, { tableName }).store.takeLease(REQUEST);
    proxy.loseAnswers('UpdateItem', 1);
    expect(await store.takeLease(REQUEST)).toEqual({ kind: 'held-by-other' });
  });

  it('giving back is sent once, and is an error: nobody may think that it was not done', async () => {
    await store.takeLease(REQUEST);
    const before = proxy.actions.length;
    proxy.loseAnswers('UpdateItem', 1);
    await expect(store.giveBack(LEASE, RECORD)).rejects.toMatchObject({
      name: 'PortError',
      code: 'ECONNRESET',
    });
    expect(proxy.actions.slice(before)).toEqual(['UpdateItem']);
    expect(await store.readState(GROUP)).toEqual({ learned: RECORD.learned });
  });

  it('an intent that our own first try set is set', async () => {
    proxy.loseAnswers('UpdateItem', 1);
    expect(await store.changeIntent(GROUP, changeBySchedule(SCALE_IN, NOW_MS))).toMatchObject({
      kind: 'set',
    });
  });

  it('an intent that others keep changing is an error after a bounded number of tries', async () => {
    const other = storeOn(dynamo.clients, { tableName }).store;
    let scheduledAtMs = NOW_MS - 60_000;
    proxy.onCall(async (action) => {
      if (action !== 'UpdateItem') return;
      scheduledAtMs += 1;
      await other.changeIntent(
        GROUP,
        changeBySchedule({ ...SCALE_IN, scheduledTime: new Date(scheduledAtMs).toISOString() }, NOW_MS),
      );
    });
    await expect(store.changeIntent(GROUP, changeBySchedule(SCALE_IN, NOW_MS))).rejects.toMatchObject({
      code: 'Conflict',
    });
    expect(proxy.actions.filter((action) => action === 'UpdateItem')).toHaveLength(INTENT_TRIES_MAX);
  });

  describe('and the table holds what this version does not know', () => {
    const put = (item: Record<string, unknown>) =>
      dynamo.clients.dynamoDb.once.send(
        new PutCommand({ TableName: tableName, Item: { pk: `GROUP#${GROUP}`, sk: 'STATE', ...item } }),
      );

    it.each([
      ['another version', JSON.stringify({ ...NOTHING_LEARNED, version: 99 }), 'has version 99'],
      ['no JSON', '{', 'has version undefined'],
      ['nobody', JSON.stringify({ version: 2 }), 'lacks parts of it'],
    ])('what was learned by %s is started afresh, and that is said', async (_, memory, why) => {
      await put({ memory });
      const warned: string[] = [];
      const { store: warning } = storeOn(clients, { tableName, warned });
      expect(await warning.takeLease(REQUEST)).toMatchObject({ state: { learned: NOTHING_LEARNED } });
      expect(warned).toEqual([
        `GROUP#rdb: what was learned, in the state table, ${why}, this is version 2; it is started afresh`,
      ]);
    });

    it.each([
      ['an intent that is no text', { intent: 5 }, 'its intent is no text: 5'],
      [
        'a lease that ends at no number',
        { leaseOwner: 'x', leaseExpiresAtMs: 'soon', fence: 1 },
        'its lease',
      ],
    ])('%s is a problem that names the item, in its due time alone', async (_, item, problem) => {
      await put(item);
      await store.takeLease({ ...REQUEST, name: 'another' });
      const dueTimes = await store.readDueTimes([GROUP, 'another']);
      expect(dueTimes.get('another')?.problem).toBeUndefined();
      expect(dueTimes.get(GROUP)?.problem).toContain('the item GROUP#rdb / STATE');
      expect(dueTimes.get(GROUP)?.problem).toContain(problem);
    });

    it('troubles or a due time that are none are as if absent', async () => {
      await put({ troubles: 'many', nextLookAtMs: 'soon', memory: JSON.stringify(NOTHING_LEARNED) });
      expect((await store.readDueTimes([GROUP])).get(GROUP)).toEqual({ nextLookAtMs: 0 });
    });
  });
});

describe('when DynamoDB refuses', () => {
  let server: WireServer;
  beforeAll(async () => {
    server = await startWireServer();
  });
  afterAll(async () => {
    await server.close();
  });

  const refusals = [
    ['the table is missing', 'ResourceNotFoundException', 'Requested resource not found'],
    ['access is denied', 'AccessDeniedException', 'User is not authorized to perform this'],
    ['it is throttled every time', 'ProvisionedThroughputExceededException', 'Slow down'],
  ] as const;

  const FAILURES: Readonly<Record<string, string>> = {
    ResourceNotFoundException: 'absent',
    AccessDeniedException: 'denied',
    ProvisionedThroughputExceededException: 'throttled',
  };

  const everyCall: readonly (readonly [string, string, (store: GroupStateStore) => Promise<unknown>])[] = [
    ['takeLease', 'UpdateItem', (store) => store.takeLease(REQUEST)],
    ['giveBack', 'UpdateItem', (store) => store.giveBack(LEASE)],
    ['giveBackUnknown', 'DeleteItem', (store) => store.giveBackUnknown(LEASE)],
    ['markForLook', 'UpdateItem', (store) => store.markForLook(GROUP, NOW_MS)],
    ['changeIntent', 'GetItem', (store) => store.changeIntent(GROUP, changeBySchedule(SCALE_IN, NOW_MS))],
    ['readDueTimes', 'BatchGetItem', (store) => store.readDueTimes([GROUP])],
    ['readState', 'GetItem', (store) => store.readState(GROUP)],
    ['readJournal', 'Query', (store) => store.readJournal(GROUP, 1)],
  ];

  it.each(refusals.flatMap((refusal) => everyCall.map((call) => [...refusal, ...call] as const)))(
    'because %s, with %s (%s), %s is an error with the code and the call',
    async (_, code, message, __, action, use) => {
      server.script(action, jsonError(400, `com.amazonaws.dynamodb.v20120810#${code}`, message));
      await expect(use(storeOn(server.clients()).store)).rejects.toMatchObject({
        name: 'PortError',
        call: `dynamodb:${action}`,
        code,
        message: `dynamodb:${action}: ${code}: ${message}`,
        failure: FAILURES[code],
      });
    },
  );

  it('an item is read as it is now, never as it was', async () => {
    const before = server.seen.length;
    server.script('GetItem', json({}));
    server.script('GetItem', json({}));
    server.script('UpdateItem', json({}));
    const { store } = storeOn(server.clients());
    await store.readState(GROUP);
    await store.changeIntent(GROUP, changeBySchedule(SCALE_IN, NOW_MS));
    const reads = server.seen.slice(before).filter(({ action }) => action === 'GetItem');
    expect(reads.map(({ fields }) => fields['ConsistentRead'])).toEqual([true, true]);
  });

  it('the other’s lease, told with the refusal, no second call is needed', async () => {
    const before = server.seen.length;
    server.script('UpdateItem', (response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(
        JSON.stringify({
          __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
          message: 'The conditional request failed',
          Item: { leaseToken: { S: 'another' } },
        }),
      );
    });
    expect(await storeOn(server.clients()).store.takeLease(REQUEST)).toEqual({ kind: 'held-by-other' });
    expect(server.seen.slice(before).map(({ action }) => action)).toEqual(['UpdateItem']);
  });

  it('and the connection breaks, a lease is not taken', async () => {
    server.script('UpdateItem', reset);
    const taking = storeOn(server.clients()).store.takeLease(REQUEST);
    await expect(taking).rejects.toMatchObject({ name: 'PortError', code: 'ECONNRESET' });
  });

  const keyOf = (groupName: string) => ({ pk: { S: `GROUP#${groupName}` }, sk: { S: 'STATE' } });
  const unprocessed = (groupNames: readonly string[]) => ({ state: { Keys: groupNames.map(keyOf) } });
  const found = (groupName: string) => ({ ...keyOf(groupName), nextLookAtMs: { N: '5' } });

  it('some keys of a batch, they are asked for again', async () => {
    const before = server.seen.length;
    server.script(
      'BatchGetItem',
      json({ Responses: { state: [found('a')] }, UnprocessedKeys: unprocessed(['b']) }),
      json({ Responses: { state: [found('b')] }, UnprocessedKeys: {} }),
    );
    const { store, slept } = storeOn(server.clients());
    expect([...(await store.readDueTimes(['a', 'b'])).keys()]).toEqual(['a', 'b']);
    expect(server.seen.slice(before).map(({ fields }) => fields['RequestItems'])).toMatchObject([
      { state: { Keys: [keyOf('a'), keyOf('b')] } },
      { state: { Keys: [keyOf('b')] } },
    ]);
    expect(slept).toHaveLength(1);
  });

  it('the same keys for ever, that is an error after a bounded number of tries', async () => {
    const before = server.seen.length;
    server.script('BatchGetItem', json({ Responses: { state: [] }, UnprocessedKeys: unprocessed(['b']) }));
    const reading = storeOn(server.clients()).store.readDueTimes(['b']);
    await expect(reading).rejects.toMatchObject({ code: 'UnprocessedKeys', failure: 'throttled' });
    expect(server.seen).toHaveLength(before + BATCH_TRIES_MAX);
  });

  it.each([
    ['BatchGetItem', (store: GroupStateStore) => store.readDueTimes([GROUP])],
    ['Query', (store: GroupStateStore) => store.readJournal(GROUP, 1)],
    ['UpdateItem', (store: GroupStateStore) => store.takeLease(REQUEST)],
  ])('to say anything: an empty answer to %s is an error', async (action, use) => {
    server.script(action, json({}));
    await expect(use(storeOn(server.clients()).store)).rejects.toMatchObject({ code: 'IncompleteAnswer' });
  });

  it('to give the journal in one page, it is read page by page', async () => {
    const entry = (cycleId: string) => ({ entry: { S: JSON.stringify({ cycleId, actions: [] }) } });
    const key = { pk: { S: 'GROUP#rdb' }, sk: { S: 'PLAN#1' } };
    server.script(
      'Query',
      json({ Items: [entry('a')], LastEvaluatedKey: key }),
      json({ Items: [], LastEvaluatedKey: key }),
      json({ Items: [entry('b')] }),
    );
    const entries = await storeOn(server.clients()).store.readJournal(GROUP, 3);
    expect(entries.map(({ cycleId }) => cycleId)).toEqual(['a', 'b']);
    expect(server.seen.at(-1)?.fields).toMatchObject({
      Limit: 2,
      ScanIndexForward: false,
      ExclusiveStartKey: key,
    });
  });

  it('with entries that have a code alone, what it asks of us is read from that', async () => {
    const refused = (code: string) => ({
      kind: 'retire',
      outcome: { kind: 'rejected', code, message: 'no' },
    });
    const applied = { kind: 'retire', outcome: { kind: 'applied' } };
    const actions = [refused('AccessDenied'), refused('ValidationError'), applied];
    server.script('Query', json({ Items: [{ entry: { S: JSON.stringify({ cycleId: 'a', actions }) } }] }));
    const [entry] = await storeOn(server.clients()).store.readJournal(GROUP, 1);
    expect(entry?.actions.map(({ outcome }) => outcome)).toMatchObject([
      { failure: 'denied' },
      { failure: 'refused' },
      { kind: 'applied' },
    ]);
  });

  it('with an entry of any version, its name is read from the key of 0.1', async () => {
    const stored = { groupName: GROUP, cycleId: 'a', actions: [] };
    server.script('Query', json({ Items: [{ entry: { S: JSON.stringify(stored) } }] }));
    const entries = await storeOn(server.clients()).store.readJournal(GROUP, 1);
    expect(entries).toEqual([{ target: GROUP, cycleId: 'a', actions: [] }]);
  });

  it('nothing, a journal entry is kept for 35 days, its name under the key of 0.1', async () => {
    server.script('PutItem', json({}));
    await storeOn(server.clients()).store.writeJournal({
      target: GROUP,
      atMs: NOW_MS,
      cycleId: 'c1',
      trigger: 'tick',
      kind: 'hold',
      reason: { code: 'enough', text: 'Enough.', operands: {} },
      considered: [],
      actions: [],
      waits: [],
    });
    expect(server.seen.at(-1)?.fields).toMatchObject({
      Item: {
        pk: { S: 'GROUP#rdb' },
        sk: { S: 'PLAN#2026-11-20T15:00:00.000Z#c1' },
        expiresAt: { N: String(NOW_MS / 1_000 + 35 * 86_400) },
      },
    });
    const { Item } = server.seen.at(-1)?.fields as {
      readonly Item: { readonly entry: { readonly S: string } };
    };
    const stored = JSON.parse(Item.entry.S) as object;
    expect(stored).toMatchObject({ groupName: GROUP, cycleId: 'c1' });
    expect(stored).not.toHaveProperty('target');
  });
});
