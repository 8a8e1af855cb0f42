// Whether the campaign sees that an answer rests on what can no longer be believed.
import { describe, expect, it } from 'vitest';
import { lookKeptOf, whyTooSure, type LookKept } from '../../../lib/campaign/checks/routing/too-sure.ts';
import type { RunOptions } from '../../../lib/campaign/options/options.ts';
import { SECOND_MS } from '../../../lib/core/units.ts';
import { aRoute, HEAD, LIVE, MORNING, NOW_MS } from '../../routing/a-route.ts';
import { aDay, anInvocation } from '../build-run.ts';

const PROBED = aDay({ tags: { 'spillway:reports': 'probe' } });

/** Of an answer that names the live node and the one that waits. */
function why(change: {
  readonly options?: RunOptions;
  readonly lookAgoMs?: number;
  readonly wordAgoMs?: { readonly rolled?: number; readonly live?: number };
  readonly latest?: LookKept;
}) {
  const asOfMs = NOW_MS - (change.lookAgoMs ?? 0);
  const { rolled = 0, live = 0 } = change.wordAgoMs ?? {};
  const nodes = [
    { ...LIVE, asOfMs: asOfMs - live },
    { ...HEAD, asOfMs },
    { ...MORNING, asOfMs: asOfMs - rolled },
  ];
  const route = aRoute(nodes, { asOfMs });
  const answer = { ...route, complete: true, notes: [], nodes: nodes.slice(0, 2) };
  const run = { nowMs: () => NOW_MS, options: change.options ?? PROBED };
  return whyTooSure(run, { route, answer, ...(change.latest && { latest: change.latest }) });
}

describe('an answer that is complete', () => {
  it('may rest on a look of a minute and a half ago, and on no older one', () => {
    expect(why({ lookAgoMs: 90 * SECOND_MS })).toEqual([]);
    expect(why({ lookAgoMs: 96 * SECOND_MS })).toEqual(['its look is 96000 ms old']);
  });

  it.each<[string, RunOptions, number]>([
    ['the probe', PROBED, 30],
    ['what servers say unasked', aDay(), 150],
    ['items, however late they come', aDay({ writesItems: true, metricsDelaySeconds: 60 }), 150],
    ['what servers say unasked where all of it comes late', aDay({ metricsDelaySeconds: 60 }), 600],
  ])('may rest on a word of its age by %s, and on no older one', (_, options, limitSeconds) => {
    const seconds = (count: number) => ({ rolled: count * SECOND_MS });
    expect(why({ options, wordAgoMs: seconds(limitSeconds) })).toEqual([]);
    expect(why({ options, wordAgoMs: seconds(limitSeconds + 6) })).toEqual([
      `the word of i-morning was ${(limitSeconds + 6) * SECOND_MS} ms old at that look`,
    ]);
    expect(why({ options, wordAgoMs: { live: (limitSeconds + 6) * SECOND_MS } })).toHaveLength(1);
  });

  it('may not be told once a look has seen that somebody else is live', () => {
    const look = (live: string, agoMs: number): LookKept => ({ readAtMs: NOW_MS - agoMs, live: [live] });
    const told = (latest: LookKept) => why({ lookAgoMs: 60 * SECOND_MS, latest });
    expect(told(look('i-head', 10 * SECOND_MS))).toEqual([
      'a look since has seen that i-head is live, and not i-live',
    ]);
    expect(told(look('i-live', 10 * SECOND_MS))).toEqual([]);
    expect(told(look('i-head', 60 * SECOND_MS))).toEqual([]);
  });
});

describe('a look', () => {
  const calls = { ...anInvocation(NOW_MS).calls, gaveBack: true };
  const looked = (change: object, kind = 'decided') =>
    lookKeptOf({
      invocation: { ...anInvocation(NOW_MS), targetReadAtMs: NOW_MS, calls, ...change },
      results: [{ kind, plan: { assessed: { roles: { 'i-1': 'live', 'i-2': 'queued' } } } } as never],
      errors: [],
      besides: [],
    });

  it('has seen who is live', () => {
    expect(looked({})).toEqual({ readAtMs: NOW_MS, live: ['i-1'] });
  });

  it('can be known by nobody where its record was not kept, or it decided nothing', () => {
    expect(looked({ calls: { ...calls, gaveBack: false } })).toBeUndefined();
    expect(looked({}, 'lease-held')).toBeUndefined();
  });
});
