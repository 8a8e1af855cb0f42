import { describe, expect, it } from 'vitest';
import { troublesAfterFailure, withoutFailures } from '../../lib/cycle/failure-troubles.ts';
import { attentionAfterTick } from '../../lib/cycle/triggers/tick-attention.ts';
import { PortError } from '../../lib/core/errors.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/units.ts';
import { NOW_MS } from '../build/servers.ts';

const BROKEN = new PortError('test:Call', 'Broken', 'no');
const THROTTLED = new PortError('test:Call', 'Throttling', 'slow down', { failure: 'throttled' });

describe('a cycle that failed', () => {
  it('leaves all other trouble as it was known', () => {
    const known = { retained: NOW_MS - HOUR_MS, failing: NOW_MS - MINUTE_MS, throttled: NOW_MS - MINUTE_MS };
    expect(troublesAfterFailure(known, BROKEN, NOW_MS)).toEqual({
      retained: NOW_MS - HOUR_MS,
      failing: NOW_MS - MINUTE_MS,
    });
  });

  it.each([
    ['by itself', THROTTLED],
    ['among several errors', new AggregateError([BROKEN, THROTTLED])],
  ])('is throttled where AWS said so %s', (_, error) => {
    expect(troublesAfterFailure({}, error, NOW_MS)).toEqual({ failing: NOW_MS, throttled: NOW_MS });
  });

  it.each([BROKEN, new AggregateError([BROKEN]), new Error('ours')])('is else failing alone: %s', (error) => {
    expect(troublesAfterFailure({}, error, NOW_MS)).toEqual({ failing: NOW_MS });
  });

  it('and is followed by one that did not is trouble no more', () => {
    expect(withoutFailures({ failing: 1, throttled: 2, blind: 3 })).toEqual({ blind: 3 });
  });
});

describe('a group whose item cannot be read', () => {
  const due = { nextLookAtMs: 0, problem: 'its intent is no JSON' };

  it.each([
    ['was not looked at', {}],
    ['fails', { failure: { error: BROKEN } }],
    ['has its lease taken', { result: { kind: 'lease-held', name: 'a' } as const }],
  ])('is shown as held where it %s', (_, found) => {
    expect(attentionAfterTick([{ name: 'a', due, ...found }], NOW_MS)).toEqual([
      { target: 'a', kind: 'held' },
    ]);
  });
});
