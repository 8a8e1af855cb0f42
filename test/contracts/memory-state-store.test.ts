import { createMemoryStateStore } from '../build/memory-state-store.ts';
import { stateStoreContract } from './state-store.contract.ts';

stateStoreContract('the state table of the cycle’s tests', () => Promise.resolve(createMemoryStateStore()));
