// docs/operations.md against the command line: what it tells people to type is there, with those options.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runMain } from './run-main.ts';

const PAGE = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

/** As cli/main.ts lists them: to load them all takes longer than all that is looked at here. */
const COMMANDS = new Set(
  [
    ...readFileSync(new URL('../../cli/main.ts', import.meta.url), 'utf8').matchAll(
      /^ {2}'?([a-z-]+)'?: async/gm,
    ),
  ].map(([, name]) => name ?? ''),
);

/** Within backticks or in a block; also without the word `spillway`, as the page says it shortly. */
function typed(): readonly (readonly [string, readonly string[]])[] {
  const pieces = [...PAGE.matchAll(/```sh\n([\s\S]*?)```|`([^`]+)`/g)].flatMap(([, block, inline]) =>
    (block ?? inline ?? '').split('\n'),
  );
  return pieces.flatMap((piece) => {
    const [words = ''] = piece.split('#');
    const [, given = '', rest = ''] = /^(?:npx )?(?:spillway )?([a-z-]+)((?: \S+)*)\s*$/.exec(words) ?? [];
    const named = /^(?:npx )?spillway /.test(words) || rest !== '';
    return COMMANDS.has(given) && named
      ? [[given, [...rest.matchAll(/ (--[a-z-]+)/g)].map(([, one]) => one ?? '')] as const]
      : [];
  });
}

it('every command that it names is there, with the options that it gives', async () => {
  expect(COMMANDS.size).toBeGreaterThan(10);
  const found = typed();
  expect(new Set(found.map(([name]) => name)).size).toBeGreaterThanOrEqual(6);
  for (const [name, options] of found.filter(([, given]) => given.length > 0)) {
    const { text } = await runMain(name, '--help');
    for (const option of options) expect(text, `${name} ${option}`).toContain(`${option} `);
  }
  const strange = [...PAGE.matchAll(/(?:npx |`)spillway ([a-z-]+)/g)].filter(
    ([, name = '']) => !COMMANDS.has(name),
  );
  expect(strange.map(([text]) => text)).toEqual([]);
});
