// The simulated ports, by the same contracts as the AWS adapters.
import { createSimFleetReader, createSimFleetWriter } from '../../lib/sim/ports/sim-fleet.ts';
import { createSimStateStore } from '../../lib/sim/ports/sim-state-store.ts';
import { createSimTelemetry } from '../../lib/sim/ports/sim-telemetry.ts';
import { fleetContract } from './fleet.contract.ts';
import { spoilIntentOf, stateStoreContract } from './state-store.contract.ts';
import { telemetryContract } from './telemetry.contract.ts';
import { aWorld, type OverWorld } from './world-harness.ts';

const simulated: OverWorld = (world) =>
  Promise.resolve({
    fleetReader: createSimFleetReader(world),
    fleetWriter: createSimFleetWriter(world),
    telemetry: createSimTelemetry(world),
    close: () => Promise.resolve(),
  });

fleetContract('the simulated fleet', simulated);
telemetryContract('the simulated telemetry', simulated);
stateStoreContract('the simulated state store', () => {
  const store = createSimStateStore(aWorld());
  return Promise.resolve({ store, spoilIntent: spoilIntentOf(store) });
});
