// The ports of a run as they are deployed: AWS's adapters and the real SDK, over the wire to the emulator, which serves
// the run's own world. Faults of calls come about on that wire, so that the adapters read what AWS would have answered.
// The world's time stands still while a request is under way: the run awaits it. Not here: q IPC; the probe's answers come
// straight from the RDBs (the end-to-end days have it).
import { StandardRetryStrategy } from '@smithy/core/retry';
import type { CallFault, Strike } from '../../lib/campaign/drive/call-faults.ts';
import { createRunProbe, type CreatePorts } from '../../lib/campaign/drive/run-ports.ts';
import { GROUP_NAME } from '../../lib/campaign/world/create-day.ts';
import type { Run } from '../../lib/campaign/world/run.ts';
import { SECOND_MS } from '../../lib/core/units.ts';
import { accessKeyIdOf } from '../../lib/emulator/call-log.ts';
import { parseEmf } from '../../lib/emulator/emf.ts';
import { startEmulator, STATE_TABLE, type Emulator } from '../../lib/emulator/start-emulator.ts';
import type { WireFault } from '../../lib/emulator/wire/wire-faults.ts';
import { ATTENTION_METRIC } from '../../lib/ports/announcer.ts';
import { createRandom } from '../../lib/sim/random.ts';
import type { World } from '../../lib/sim/world.ts';
import { READ_ATTEMPTS_MAX, wireLocal } from '../../lib/wiring/wire-local.ts';
import { createHandlers } from './handlers.ts';

/** A busy machine is no slow AWS. */
const REQUEST_TIMEOUT_MS = 60 * SECOND_MS;

/** Starts an emulator over the run's world; nothing wakes functions but the run. */
export const createEmulatorPorts: CreatePorts = async (run, onAttention) => {
  const { clock } = run.world;
  const emulator = await startEmulator({ world: asSeenByUs(run), tick: null });
  const attention: string[] = [];
  const { ports, destroy } = wireLocal({
    env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
    endpoint: emulator.endpoint,
    accessKeyId: accessKeyIdOf('campaign'),
    clock,
    warn: () => undefined,
    writeLine: (line) => attention.push(...attentionOf(line)),
    patience: {
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      // Real time is not the world's: tries follow each other at once.
      readRetryStrategy: new StandardRetryStrategy({
        maxAttempts: READ_ATTEMPTS_MAX,
        backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined },
      }),
    },
  });
  const probe = createRunProbe(run);
  return {
    ports: {
      ...ports,
      telemetryFor: (policy) => (policy.reports === 'cloudwatch' ? ports.telemetryFor(policy) : probe),
      announcer: {
        ...ports.announcer,
        publishAttention(entries, atMs) {
          ports.announcer.publishAttention(entries, atMs);
          onAttention(attention.splice(0));
        },
      },
    },
    strike: strikeOnWire(run, emulator),
    functions: createHandlers(run),
    stop: async () => {
      destroy();
      await emulator.stop();
    },
  };
};

/** Kinds of trouble of the group that a log line tells CloudWatch. */
function attentionOf(line: string): readonly string[] {
  return parseEmf(line).flatMap(({ metricName, dimensions }) =>
    metricName === ATTENTION_METRIC && dimensions['Target'] === GROUP_NAME ? (dimensions['Kind'] ?? []) : [],
  );
}

/** The world with every call to Auto Scaling in our name: nobody else has this endpoint. */
function asSeenByUs({ world, actors }: Run): World {
  const autoScaling = Object.fromEntries(
    Object.entries(world.autoScaling).map(([action, carryOut]) => [
      action,
      (...args: readonly unknown[]) =>
        actors.as('us', () => (carryOut as (...given: readonly unknown[]) => unknown)(...args)),
    ]),
  ) as unknown as World['autoScaling'];
  return { ...world, autoScaling };
}

/** All requests of the call are struck, or the first alone: the SDK gets over that one where it tries again. */
function strikeOnWire({ options }: Run, emulator: Emulator): Strike {
  const chance = createRandom(options.seed).fork('wire');
  return async (fault, _name, carryOut) => {
    const times = chance.next() < 0.75 ? Number.POSITIVE_INFINITY : 1;
    emulator.injectWireFault({ action: '*', fault: onWire(fault, chance.next()), times });
    try {
      return await carryOut();
    } finally {
      emulator.clearWireFaults();
    }
  };
}

function onWire({ isRefusal, isUnanswered, isDone, code, message }: CallFault, draw: number): WireFault {
  if (isRefusal) return { kind: 'throttle' };
  if (!isUnanswered && !isDone) return { kind: 'server-error' };
  if (!isUnanswered) return { kind: 'error-after', code, message, status: 500 };
  if (!isDone) return { kind: 'reset-before' };
  return { kind: draw < 0.5 ? 'reset-after' : 'truncate' };
}
