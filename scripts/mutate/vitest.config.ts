// The tests as always, with the changes of one mutant in what they load; see run-mutants.ts.
import { defineConfig, mergeConfig } from 'vitest/config';
import type { Change } from '../../test/mutants/mutant.ts';
import base from '../../vitest.config.ts';
import { changedText, isChanged, ROOT } from './make-change.ts';

const changes = JSON.parse(process.env['SPILLWAY_MUTANT'] ?? '[]') as readonly Change[];

export default mergeConfig(
  base,
  defineConfig({
    root: ROOT,
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        load: (id) => (isChanged(id, changes) ? changedText(id, changes) : undefined),
      },
    ],
  }),
);
