import { describe, expect, it } from 'vitest';
import { serveDiscover } from '../../functions/discover.ts';
import { createMemoryRouteStore } from '../build/memory-route-store.ts';
import { aRoute, LIVE, NOW_MS } from '../routing/a-route.ts';

async function aDiscoverer() {
  const routes = createMemoryRouteStore();
  await routes.writeRoute(aRoute());
  await routes.writeRoute(aRoute([LIVE], { group: 'rdb-eq' }));
  for (const group of ['rdb-fx', 'rdb-eq']) routes.learned.set(group, {});
  return { routes, ask: (event: unknown) => serveDiscover(event, { routes, nowMs: () => NOW_MS }) };
}

describe('discover', () => {
  it('answers for a window of a group', async () => {
    const { ask } = await aDiscoverer();
    const window = { from: '2026-11-20T09:00:00Z', to: '2026-11-20T09:30:00Z' };
    const answer = await ask({ group: 'rdb-fx', table: 'trade', ...window });
    expect(answer).toMatchObject({
      group: 'rdb-fx',
      complete: true,
      nodes: [{ nodeId: 'i-live' }, { nodeId: 'i-morning' }, { nodeId: 'i-head' }],
    });
  });

  it.each([[{}], [undefined], [null]])('answers for all groups where none is named: %j', async (event) => {
    const { ask } = await aDiscoverer();
    expect(await ask(event)).toMatchObject([{ group: 'rdb-eq' }, { group: 'rdb-fx' }]);
  });

  it.each([
    [{ group: 'rdb-none' }, 'Expected a group whose data a look has told of; got "rdb-none"'],
    [{ group: '' }, 'Expected a question'],
    [{ group: 'rdb-fx', form: '2026-11-20T09:00:00Z' }, 'form'],
    [{ group: 'rdb-fx', from: 'yesterday' }, 'from is "yesterday"'],
    [
      { group: 'rdb-fx', from: '2026-11-20T09:00:00Z', to: '2026-11-20T08:00:00Z' },
      'the window ends before it begins',
    ],
    ['rdb-fx', 'Expected a question'],
  ])('fails, and says why: %j', async (event, message) => {
    const { ask } = await aDiscoverer();
    await expect(ask(event)).rejects.toThrow(message);
  });

  it.each([
    [{ group: 'x'.repeat(256) }, 'expected string to have <=255 characters'],
    [{ group: 'rdb-fx', from: '2'.repeat(1_025) }, 'expected string to have <=1024 characters'],
    [{ group: 'rdb-fx', from: '2026-11-20T09:00:00' }, 'allowed is an ISO 8601 time with offset'],
    [Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key${i}`, i])), 'Unrecognized keys'],
  ])('says so in a few words, however large the event is', async (event, message) => {
    const { ask } = await aDiscoverer();
    const error: unknown = await ask(event).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(message);
    expect(String(error).length).toBeLessThan(1_500);
  });

  it('says what to do where all groups together are more than Lambda returns', async () => {
    const { ask, routes } = await aDiscoverer();
    const nodes = Array.from({ length: 1_000 }, (_, i) => ({ ...LIVE, nodeId: `i-${i}` }));
    for (let i = 0; i < 30; i += 1) {
      await routes.writeRoute(aRoute(nodes, { group: `rdb-${i}` }));
      routes.learned.set(`rdb-${i}`, {});
    }
    await expect(ask({})).rejects.toThrow(/the answer for all 32 groups has \d+ bytes.*name a group/);
    expect(await ask({ group: 'rdb-7' })).toMatchObject({ group: 'rdb-7' });
  });

  it('fails for an item that cannot be read, rather than leave its group out', async () => {
    const { ask, routes } = await aDiscoverer();
    routes.texts.set('rdb-eq', '{}');
    await expect(ask({})).rejects.toThrow('the item GROUP#rdb-eq / ROUTE of the state table cannot be read');
    await expect(ask({ group: 'rdb-eq' })).rejects.toThrow('cannot be read');
  });
});
