import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { aStream, TARGET } from './streams/a-stream.ts';
import { aPlainGroup, GROUP, startLocalOperator } from './local-operator.ts';

it('docs/commands.md names every action that the commands call', async () => {
  const operator = await startLocalOperator([aPlainGroup()], { streams: [aStream({ tags: {} })] });
  await operator.pass(40);
  for (const words of [
    `adopt ${GROUP} --yes --alarm --mode dry-run`,
    `doctor ${GROUP}`,
    `status ${GROUP}`,
    `adopt ${GROUP} --yes --mode act`,
    `scale ${GROUP} --to 4`,
    `scale ${GROUP} --to 3 --wait 0s`,
    `release ${GROUP} --yes`,
    `adopt ${TARGET} --yes --shards-max 64`,
    'status',
    `doctor ${TARGET}`,
    `scale ${TARGET} --to 8`,
    `explain ${TARGET}`,
    `release ${TARGET} --yes`,
  ]) {
    await operator.run(words);
  }
  const called = Object.keys(operator.emulator.awsCalls());
  const page = await readFile(new URL('../../docs/commands.md', import.meta.url), 'utf8');
  expect(called.length).toBeGreaterThan(28);
  expect(called.filter((action) => !page.includes(action))).toEqual([]);
});
