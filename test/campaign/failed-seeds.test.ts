// What the campaign found once does not come back.
import { expect, it } from 'vitest';
import { runOptions } from '../../lib/campaign/run-seed.ts';
import { FAILED_OPENS } from './failed-opens.ts';
import { FAILED_RUNS } from './failed-runs.ts';
import { FAILED_UNSEEN } from './failed-unseen.ts';

it.each(
  [...FAILED_RUNS, ...FAILED_OPENS, ...FAILED_UNSEEN].map(
    ({ failed, check, options }) => [check, failed, options] as const,
  ),
)('no longer %s: %s', async (_, __, options) => {
  const { findings } = await runOptions(options);
  expect(findings).toEqual([]);
});
