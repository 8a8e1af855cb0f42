import { expect, test } from 'vitest';
import { policyOf } from '../../../../lib/targets/rdb-group/domain/policy-of.ts';

test('the same tags have the same policy, parsed once', () => {
  const first = policyOf({ tags: { 'spillway:burst-factor': '5' } });
  expect(first.policy.burstFactor).toBe(5);
  expect(policyOf({ tags: { 'spillway:burst-factor': '5' } })).toBe(first);
});

test('a tag that changes changes the policy, and one that is mended mends it', () => {
  const tags = { 'spillway:mode': 'act' };
  expect(policyOf({ tags })).toMatchObject({ ok: true, policy: { mode: 'act' } });
  tags['spillway:mode'] = 'dry-run';
  expect(policyOf({ tags })).toMatchObject({ ok: true, policy: { mode: 'dry-run' } });
  tags['spillway:mode'] = 'asleep';
  expect(policyOf({ tags })).toMatchObject({ ok: false });
  tags['spillway:mode'] = 'act';
  expect(policyOf({ tags })).toMatchObject({ ok: true, policy: { mode: 'act' } });
});

test('a name and a value never run into each other', () => {
  const split = { 'spillway:calendar': 'a","spillway:mode":"off' };
  expect(policyOf({ tags: split }).policy).toMatchObject({
    mode: 'act',
    calendar: split['spillway:calendar'],
  });
  expect(policyOf({ tags: { 'spillway:calendar': 'a', 'spillway:mode': 'off' } }).policy.mode).toBe('off');
});

test('more sets of tags than are kept are told apart all the same', () => {
  for (let factor = 1; factor <= 1_200; factor += 1) {
    const tags = { 'spillway:burst-factor': String(factor / 20 + 1) };
    expect(policyOf({ tags }).policy.burstFactor).toBe(factor / 20 + 1);
  }
});
