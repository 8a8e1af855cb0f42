import { expect, it } from 'vitest';
import { createRestWhereNone, REST_WHERE_NONE_MS } from '../../lib/aws/rest-where-none.ts';

async function* pagesOf(...pages: readonly (readonly string[])[]): AsyncIterable<readonly string[]> {
  for (const page of pages) yield await Promise.resolve(page);
}

/** Lists as a process does, tick after tick. */
function aProcess() {
  let nowMs = 0;
  const rest = createRestWhereNone({ nowMs: () => nowMs });
  return {
    pass: (ms: number) => (nowMs += ms),
    list: async (...pages: readonly (readonly string[])[]) => {
      if (rest.isResting()) return 'rests';
      const listed: string[] = [];
      for await (const page of rest.watch(pagesOf(...pages))) listed.push(...page);
      return listed;
    },
    breakOff: async () => {
      async function* broken(): AsyncIterable<readonly string[]> {
        yield await Promise.resolve([]);
        throw new Error('no answer');
      }
      for await (const _ of rest.watch(broken()));
    },
  };
}

it('asks each time as long as there are any, on whatever page', async () => {
  const { list } = aProcess();
  for (let tick = 0; tick < 3; tick += 1) expect(await list([], ['feed'])).toEqual(['feed']);
});

it('rests where there is none, for so long and no longer', async () => {
  const { list, pass } = aProcess();
  expect(await list([])).toEqual([]);
  pass(REST_WHERE_NONE_MS - 1);
  expect(await list(['feed'])).toBe('rests');
  pass(1);
  expect(await list(['feed'])).toEqual(['feed']);
  expect(await list(['feed'])).toEqual(['feed']);
});

it('knows of none only from a listing that came to its end', async () => {
  const { list, breakOff } = aProcess();
  await expect(breakOff()).rejects.toThrow('no answer');
  expect(await list(['feed'])).toEqual(['feed']);
});
