import { createMemoryStateStore } from '../build/memory-state-store.ts';
import { spoilIntentOf, stateStoreContract } from './state-store.contract.ts';

stateStoreContract('the state table of the cycle’s tests', () => {
  const store = createMemoryStateStore();
  return Promise.resolve({ store, spoilIntent: spoilIntentOf(store) });
});
