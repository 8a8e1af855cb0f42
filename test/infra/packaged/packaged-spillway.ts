// All packaged functions on a local AWS: each started when it is first invoked. Next: packaged-function.ts.
import { join } from 'node:path';
import { accessKeyIdOf } from '../../../lib/emulator/call-log.ts';
import type { EmulatorOptions } from '../../../lib/emulator/start-emulator.ts';
import { STATE_TABLE, startEmulator } from '../../../lib/emulator/start-emulator.ts';
import type { EmulatedFunction } from '../../../lib/emulator/triggers/deliver-event.ts';
import { type EmulatorFunctions, FUNCTION_NAMES } from '../../../lib/emulator/triggers/function-set.ts';
import { type PackagedFunction, startPackagedFunction } from './packaged-function.ts';

/** The whole environment of a function: the state table's name, what the SDK itself reads, and what Lambda sets. */
export function environmentOf(functionName: string, endpoint: string): Readonly<Record<string, string>> {
  return {
    SPILLWAY_STATE_TABLE: STATE_TABLE,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyIdOf(functionName),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_LAMBDA_FUNCTION_NAME: functionName,
  };
}

/**
 * Starts the local AWS with the zips of `buildFolder` as its functions. `env` is added to each one's; `remainingTimeMs` is what
 * an invocation has left, which does not run down.
 */
export async function startPackagedSpillway(options: {
  readonly buildFolder: string;
  readonly emulator: EmulatorOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly remainingTimeMs?: (event: unknown) => number;
}) {
  const { world } = options.emulator;
  const emulator = await startEmulator(options.emulator);
  const started = new Map<string, Promise<PackagedFunction>>();

  const packaged = (name: string): Promise<PackagedFunction> => {
    const known = started.get(name);
    if (known) return known;
    const starting = startPackagedFunction({
      zipPath: join(options.buildFolder, `${name}.zip`),
      env: { ...environmentOf(name, emulator.endpoint), ...options.env },
      nowMs: world.clock.nowMs,
    });
    started.set(name, starting);
    return starting;
  };
  const functions = Object.fromEntries(
    Object.entries(FUNCTION_NAMES).map(([key, name]): [string, EmulatedFunction] => [
      key,
      async (event, context) => {
        const { remainingTimeMs = context.getRemainingTimeInMillis } = options;
        const getRemainingTimeInMillis = () => remainingTimeMs(event);
        return (await packaged(name)).invoke(event, { ...context, getRemainingTimeInMillis });
      },
    ]),
  );
  emulator.setFunctions(functions as EmulatorFunctions);

  return {
    emulator,
    /** What a function has printed; nothing if it was never invoked. */
    linesOf: async (name: string) => (await started.get(name))?.lines() ?? [],
    stop: async () => {
      for (const starting of started.values()) await (await starting).stop();
      await emulator.stop();
    },
  };
}
