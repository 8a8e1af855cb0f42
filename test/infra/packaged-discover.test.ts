// discover.zip, as packaged, on the local AWS: it answers from what on-tick.zip has told, and reads the state table alone.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { AnswerJson } from '../../lib/routing/route-json.ts';
import { createWorld } from '../../lib/sim/world.ts';
import type { Packaged } from './package-project-fixture.ts';
import { OTHER_OPTIONS, packageStage } from './package-project-fixture.ts';
import { startPackagedSpillway } from './packaged/packaged-spillway.ts';

const STARTS_MS = Date.UTC(2026, 10, 20, 6);
const [WATCHED, PROBED] = ['rdb-watched', 'rdb-probed'];
const minute = (minutes: number) => STARTS_MS + minutes * MINUTE_MS;
const iso = (atMs: number) => new Date(atMs).toISOString();

let project: Packaged;
let spillway: Awaited<ReturnType<typeof startPackagedSpillway>>;

beforeAll(async () => {
  project = await packageStage('other', OTHER_OPTIONS);
  const world = createWorld({ startMs: STARTS_MS, seed: 7 });
  const common = {
    minSize: 2,
    maxSize: 5,
    readyNodeCount: 2,
    memory: { bytesPerRow: 4096 },
    segments: [{ startMs: minute(0), endMs: minute(60), messages: 600_000 }],
  };
  const tags = { 'spillway:managed': 'true', 'spillway:mode': 'dry-run' };
  world.addGroup({ ...common, name: WATCHED, tags });
  world.addGroup({ ...common, name: PROBED, tags, rowTimes: true });
  spillway = await startPackagedSpillway({
    buildFolder: join(project.root, '.build'),
    emulator: { world, tick: 'rate(1 minute)', rdbServers: {} },
    env: { SPILLWAY_PROBE_FUNCTION: 'probe' },
  });
  world.autoScaling.putTags(PROBED, {
    'spillway:reports': 'probe',
    'spillway:probe-port': String(spillway.emulator.rdbs?.port),
    'spillway:probe-query': 'tick-slices',
  });
  await spillway.emulator.runUntil(minute(6) + 10_000);
}, 300_000);
afterAll(async () => {
  await spillway.stop();
});

const ask = (event: unknown) => spillway.emulator.invoke('discover', event);

describe('discover.zip', () => {
  it('answers with slices where servers tell them, and by role alone where they do not', async () => {
    const probed = (await ask({ group: PROBED, table: 'trade' })) as AnswerJson;
    expect(probed).toMatchObject({ group: PROBED, complete: true, asOf: iso(minute(6)) });
    expect(probed.nodes.map(({ role, azId }) => [role, azId])).toEqual([
      ['live', 'use1-az1'],
      ['queued', 'use1-az2'],
    ]);
    const [live] = probed.nodes;
    expect(live?.address).toMatch(/^127\./);
    expect(live?.tables['trade']?.rows).toBe(6_000);
    expect(Date.parse(live?.tables['trade']?.to ?? '')).toBeGreaterThan(minute(5));
    expect(live?.messages).toEqual({ from: 1, to: 60_000 });
    const watched = (await ask({ group: WATCHED })) as AnswerJson;
    expect(watched).toMatchObject({ nodes: [{ role: 'live' }, { role: 'queued' }] });
    expect(watched.notes).toContain('no node tells its slices: nodes are told apart by their roles alone');
    expect(probed).not.toHaveProperty('notes');
  });

  it('answers for all groups where none is named', async () => {
    expect(await ask({})).toMatchObject([{ group: PROBED }, { group: WATCHED }]);
  });

  it.each([
    [{ group: 'rdb-none' }, /a group whose data a look has told of; got "rdb-none"/],
    [{ group: 'rdb-probed', from: iso(minute(2)), to: iso(minute(1)) }, /the window ends before it begins/],
    [{ groups: 'rdb-probed' }, /groups/],
  ])('fails, and says why: %j', async (event, message) => {
    await expect(ask(event)).rejects.toThrow(message);
  });

  it('reads the state table, and calls nothing else', () => {
    const calls = spillway.emulator.calls().filter(({ caller }) => caller === 'discover');
    expect(calls.length).toBeGreaterThan(3);
    expect(new Set(calls.map(({ action }) => action))).toEqual(new Set(['Query']));
  });

  it('finds what on-tick.zip has told without a call of its own where roles are all there is', () => {
    const writes = spillway.emulator
      .calls()
      .filter(({ action, params }) => action === 'UpdateItem' && JSON.stringify(params).includes('"ROUTE"'));
    expect(writes.length).toBeGreaterThan(3);
    expect(writes.filter(({ params }) => JSON.stringify(params).includes(WATCHED))).toEqual([]);
  });
});
