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

  it('fails for an item that cannot be read, rather than leave its group out', async () => {
    const { ask, routes } = await aDiscoverer();
    routes.texts.set('rdb-eq', '{}');
    await expect(ask({})).rejects.toThrow('the item GROUP#rdb-eq / ROUTE of the state table cannot be read');
    await expect(ask({ group: 'rdb-eq' })).rejects.toThrow('cannot be read');
  });
});
