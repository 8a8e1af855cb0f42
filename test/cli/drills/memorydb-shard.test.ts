import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import type { DrillResult } from '../../../lib/drill/drill-result.ts';
import type { CacheServersOptions } from '../../../lib/emulator/caches/world-caches.ts';
import { roleArn } from '../../../lib/emulator/stack/emulated-stack.ts';
import type { ClusterSpec } from '../../../lib/sim/memorydb/cluster-state.ts';
import { START_MS, startLocalOperator } from '../local-operator.ts';

const A_WORLD_MS = 120_000;
const FILE = join(mkdtempSync(join(tmpdir(), 'drill-')), 'result.json');
const result = () => JSON.parse(readFileSync(FILE, 'utf8')) as DrillResult;
const EXECUTE = `drill memorydb-shard memorydb:lvc --execute --confirm memorydb:lvc --json ${FILE}`;

async function aCache({
  cluster,
  cacheServers = {},
  env = {},
  aheadMs = 0,
}: {
  readonly cluster?: Partial<ClusterSpec>;
  readonly cacheServers?: CacheServersOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly aheadMs?: number;
} = {}) {
  const tags = {
    'spillway:managed': 'true',
    'spillway:shards-max': '4',
    'spillway:drills': 'allowed',
    'spillway:drill-window': '14:00-21:00',
  };
  return startLocalOperator([], {
    clusters: [{ name: 'lvc', shardCount: 2, tags, ...cluster }],
    cacheServers,
    env,
    aheadMs,
    memoryDb: { failover: { promotionMs: 8_000, recoveryMs: 20_000 } },
  });
}

it(
  'keeps every key that was acknowledged, and says when writes are taken again',
  async () => {
    const user = { username: 'drill', password: 'right' };
    const operator = await aCache({
      cacheServers: { credentials: user },
      env: { SPILLWAY_CACHE_USERNAME: 'drill', SPILLWAY_CACHE_PASSWORD: 'right' },
    });
    const { world, emulator } = operator;
    const page = `${FILE}.dry.html`;
    const dry = await operator.run(`drill memorydb-shard memorydb:lvc --shard 0002 --report ${page}`);
    expect(dry).toMatchObject({ exitStatus: 0 });
    expect(readFileSync(page, 'utf8')).toContain('It was told of, and not made');
    expect(dry.text).toContain('breaks on purpose: fails over shard 0002 of memorydb:lvc');
    expect(emulator.awsCalls()['FailoverShard']).toBeUndefined();
    expect(emulator.caches?.keyCount('lvc')).toBe(0);

    const run = await operator.run(`${EXECUTE} --shard 0002`);
    expect(run, run.text).toMatchObject({ exitStatus: 0 });
    expect(world.memoryDb.describe('lvc').shards.map(({ primary }) => primary)).toEqual([
      'lvc-0001-001',
      'lvc-0002-002',
    ]);
    const told = result();
    expect(told).toMatchObject({
      ...{ drill: 'memorydb-shard', target: 'memorydb:lvc', queryableAt: null, lost: 0, pass: true },
      injectedAt: new Date(START_MS).toISOString(),
      detectedAt: new Date(START_MS).toISOString(),
      writableAt: new Date(START_MS + 8_000).toISOString(),
    });
    expect(told.found).toBeGreaterThan(35);
    const messages = told.steps.map(({ text }) => text).filter((text) => / \(2026/.test(text));
    expect(messages.map((text) => text.split(' ')[0])).toEqual([
      'FailoverShard',
      'Failover',
      'Recovering',
      'Finished',
    ]);
    // It takes its keys away.
    expect(emulator.caches?.keyCount('lvc')).toBe(0);
    expect((await operator.run('status memorydb:lvc')).text).toMatch(
      /last drill, \d+ s ago: memorydb-shard: passed/,
    );
    const { text: explained } = await operator.run('explain memorydb:lvc --why-not');
    expect(explained).toMatch(/ drill +memorydb-shard, by .+: passed: detected after 0 s, .*none lost\.\n/);
    expect(explained).toMatch(/ {4}2026.*: writable: a key was acknowledged again\.\n/);
  },
  A_WORLD_MS,
);

it(
  "tells what MemoryDB told, though this machine's clock is ahead, and nothing of a failover before it",
  async () => {
    const operator = await aCache({ aheadMs: 5_000 });
    operator.world.memoryDb.failoverShard({ name: 'lvc', shardName: '0002' });
    await operator.pass(1);
    const run = await operator.run(EXECUTE);
    expect(run, run.text).toMatchObject({ exitStatus: 0 });
    const told = result().steps.flatMap(({ text }) => (/ \(2026/.test(text) ? [text.split(' (')[0]] : []));
    expect(told).toEqual([
      'FailoverShard API called for shard 0001',
      'Failover from primary node lvc-0001-001 to replica node lvc-0001-002 completed',
      'Recovering nodes lvc-0001-001',
      'Finished recovery for nodes lvc-0001-001',
    ]);
  },
  A_WORLD_MS,
);

it(
  'counts keys that were acknowledged and are gone',
  async () => {
    const operator = await aCache({ cacheServers: { losesKeys: 3 } });
    const run = await operator.run(EXECUTE);
    expect(run).toMatchObject({ exitStatus: 1 });
    expect(run.text).toMatch(/failed {2}3 of \d+ are lost\./);
    expect(result()).toMatchObject({ lost: 3, pass: false });
  },
  A_WORLD_MS,
);

it('is refused without a replica, while the cluster changes, without the tag, and where no key can be written', async () => {
  const operator = await aCache({
    cluster: { replicaCount: 0, tags: { 'spillway:managed': 'true', 'spillway:shards-max': '4' } },
    cacheServers: { credentials: { username: 'drill', password: 'right' } },
  });
  operator.world.memoryDb.occupy('lvc', MINUTE_MS);
  const refused = await operator.run(EXECUTE);
  expect(refused).toMatchObject({ exitStatus: 1 });
  for (const reason of [
    'its tag spillway:drills is not "allowed"',
    'the cluster is updating, not available',
    'shard 0001 has no replica',
    'the prober cannot write its keys from this machine: NOAUTH',
  ])
    expect(refused.text).toContain(reason);
  expect(operator.emulator.awsCalls()['FailoverShard']).toBeUndefined();
  const unknown = await operator.run('drill memorydb-shard memorydb:lvc --shard 0009');
  expect(unknown.text).toContain('it has no shard 0009: 0001, 0002');
  expect(await operator.run('drill memorydb-shard memorydb:none')).toMatchObject({ exitStatus: 1 });
});

it(
  'is kept in the journal though its file cannot be written',
  async () => {
    const operator = await aCache();
    writeFileSync(FILE, '{}');
    const run = await operator.run(EXECUTE.replace(FILE, `${FILE}/result.json`));
    expect(run).toMatchObject({ exitStatus: 1 });
    expect(run.text).toContain(`${FILE}/result.json cannot be written: `);
    const { text } = await operator.run('status memorydb:lvc');
    expect(text).toContain('memorydb-shard: passed: detected after 0 s');
  },
  A_WORLD_MS,
);

it('is refused by what has changed since it was told, with every reason in the file', async () => {
  const operator = await aCache();
  const { world, emulator } = operator;
  emulator.injectWireFault({
    action: 'AssumeRole',
    fault: {
      kind: 'hold',
      // Between the two looks.
      get until() {
        world.memoryDb.removeTags('lvc', ['spillway:drills']);
        world.memoryDb.occupy('lvc', MINUTE_MS);
        return Promise.resolve();
      },
    },
  });
  const page = `${FILE}.html`;
  const words = `--execute --confirm lvc --role-arn ${roleArn('drills')} --json ${FILE} --report ${page}`;
  const refused = await operator.run(`drill memorydb-shard memorydb:lvc ${words}`);
  expect(refused).toMatchObject({ exitStatus: 1 });
  expect(refused.text).toContain(
    'memorydb:lvc has changed meanwhile: its tag spillway:drills is not "allowed"',
  );
  const { steps, ...told } = result();
  expect(told).toMatchObject({ target: 'memorydb:lvc', injectedAt: null, pass: false });
  expect(steps.map(({ text }) => text)).toEqual([
    expect.stringContaining('its tag spillway:drills is not "allowed"'),
    'the cluster is updating, not available',
  ]);
  expect(readFileSync(page, 'utf8')).toContain('the cluster is updating, not available');
  expect(emulator.awsCalls()['FailoverShard']).toBeUndefined();
});

it(
  'is refused once the day has no failover left, and fails where MemoryDB refuses it',
  async () => {
    const operator = await aCache();
    const { world, emulator } = operator;
    // Between the look and the call: AWS may block it.
    emulator.injectWireFault({
      action: 'FailoverShard',
      fault: { kind: 'error', code: 'TestFailoverNotAvailableFault', status: 400, message: 'blocked' },
    });
    const blocked = await operator.run(EXECUTE);
    expect(blocked, blocked.text).toMatchObject({ exitStatus: 1 });
    expect(blocked.text).toContain('refused, and nothing was broken: TestFailoverNotAvailableFault');
    expect(result()).toMatchObject({ injectedAt: null, lost: null, pass: false });
    for (let count = 1; count <= 5; count += 1) {
      world.memoryDb.failoverShard({ name: 'lvc', shardName: '0002' });
      await operator.pass(2);
    }
    const spent = await operator.run(EXECUTE);
    expect(spent).toMatchObject({ exitStatus: 1 });
    expect(spent.text).toContain('no failover is left today: 5 within 24 hours, of 5');
  },
  A_WORLD_MS,
);
