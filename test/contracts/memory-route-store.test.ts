import { createMemoryRouteStore } from '../build/memory-route-store.ts';
import { routeStoreContract } from './route-store.contract.ts';

routeStoreContract('the routes of the cycle’s tests', () => {
  const store = createMemoryRouteStore();
  const spoil = (group: string, text: string) => Promise.resolve(void store.texts.set(group, text));
  const learn = (group: string, learned: object) => Promise.resolve(void store.learned.set(group, learned));
  return Promise.resolve({ store, spoil, learn });
});
