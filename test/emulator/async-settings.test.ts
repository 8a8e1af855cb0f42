// The emulator hands events over as the functions are deployed to take them.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { SECOND_MS } from '../../lib/core/units.ts';
import { ASYNC_SETTINGS } from '../../lib/emulator/stack/async-settings.ts';

interface Deployed {
  readonly maximumEventAge?: number;
  readonly maximumRetryAttempts?: number;
}

it('what is said of each function’s events is what infra/functions.yml has', async () => {
  const path = new URL('../../infra/functions.yml', import.meta.url);
  const functions = parse(await readFile(path, 'utf8'), { logLevel: 'silent' }) as Record<string, Deployed>;
  const deployed = Object.entries(functions).flatMap(([name, { maximumEventAge, maximumRetryAttempts }]) =>
    maximumEventAge === undefined
      ? []
      : [[name, { retriesMax: maximumRetryAttempts, eventAgeMaxMs: maximumEventAge * SECOND_MS }] as const],
  );
  expect(deployed).toHaveLength(4);
  expect(ASYNC_SETTINGS).toEqual(Object.fromEntries(deployed));
});
