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
import { FUNCTION_NAMES } from '../../lib/emulator/triggers/function-set.ts';
import type { WireFault } from '../../lib/emulator/wire/wire-faults.ts';
import { ATTENTION_METRIC } from '../../lib/ports/announcer.ts';
import type { NextInvocation } from '../../lib/ports/next-invocation.ts';
import { createRandom } from '../../lib/sim/random.ts';
import type { World } from '../../lib/sim/world.ts';
import type { WiringParts } from '../../lib/wiring/wire-cycle.ts';
import { wireDiscover } from '../../lib/wiring/wire-discover.ts';
import { READ_ATTEMPTS_MAX, wireLocal } from '../../lib/wiring/wire-local.ts';
import { FUNCTION_NAME_VARIABLE, wireNextInvocation } from '../../lib/wiring/wire-next-invocation.ts';
import { createHandOn } from './hand-on.ts';
import { createHandlers } from './handlers.ts';
import { discoverOverWire, routesOverWire } from './told-over-wire.ts';

const PATIENCE = {
  // A busy machine is no slow AWS.
  requestTimeoutMs: 60 * SECOND_MS,
  // Real time is not the world's: tries follow each other at once.
  readRetryStrategy: new StandardRetryStrategy({
    maxAttempts: READ_ATTEMPTS_MAX,
    backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined },
  }),
};
const STATE_TABLE_ENV = { SPILLWAY_STATE_TABLE: STATE_TABLE };

/** Starts an emulator over the run's world; nothing wakes functions but the run. */
export const createEmulatorPorts: CreatePorts = async (run, onAttention) => {
  const { clock } = run.world;
  const handOn = createHandOn(run);
  const emulator = await startEmulator({
    world: asSeenByUs(run),
    tick: null,
    asynchronous: handOn.asynchronous,
  });
  const attention: string[] = [];
  const { ports, parts, destroy } = wireLocal({
    env: STATE_TABLE_ENV,
    endpoint: emulator.endpoint,
    accessKeyId: accessKeyIdOf('campaign'),
    clock,
    warn: () => undefined,
    writeLine: (line) => attention.push(...attentionOf(line)),
    patience: PATIENCE,
  });
  const probe = createRunProbe(run);
  const { handedOn, ...functions } = createHandlers(run, handOn);
  const { routes } = ports;
  const { ask, discover } = discoverOverWire(run, {
    emulator,
    reader: wireDiscover({ env: STATE_TABLE_ENV, account: accountOf(emulator) }),
  });
  return {
    ports: {
      ...ports,
      ...(routes && { routes: routesOverWire(run, routes, emulator) }),
      handOn: handOn.through(emulator, (functionName) => nextInvocationOf(parts, functionName)),
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
    functions,
    onStart(given) {
      if (run.told) run.told.ask = ask;
      emulator.setFunctions({ ...handOn.takingUp(handedOn, given), discover });
    },
    stop: async () => {
      handOn.countEnds(emulator);
      destroy();
      await emulator.stop();
    },
  };
};

/** As `wireLocal` has it, for a function whose wiring is not that of cycles. */
function accountOf({ endpoint }: Emulator) {
  const accessKeyId = accessKeyIdOf(FUNCTION_NAMES.discover);
  return {
    ...PATIENCE,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
  };
}

/** As a function's own wiring has it, which knows the function by Lambda's variable. */
function nextInvocationOf(parts: WiringParts, functionName: string): NextInvocation {
  const env = { ...parts.env, [FUNCTION_NAME_VARIABLE]: functionName };
  const next = wireNextInvocation({ ...parts, env });
  if (!next) throw new Error(`${functionName} has nobody to hand on to`);
  return next;
}

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
