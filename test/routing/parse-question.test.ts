import { describe, expect, it } from 'vitest';
import { parseQuestion } from '../../lib/routing/parse-question.ts';
import { at } from './a-route.ts';

describe('a question', () => {
  it('may have a table, a beginning and an end, or none of them', () => {
    const [from, to] = ['2026-11-20T14:00:00Z', '2026-11-20T16:30:00+01:00'];
    const question = { table: 'trade', fromMs: at('14:00:00'), toMs: at('15:30:00') };
    expect(parseQuestion({ table: 'trade', from, to })).toEqual({ ok: true, question });
    expect(parseQuestion({})).toEqual({ ok: true, question: {} });
    expect(parseQuestion({ from, to: from }).ok).toBe(true);
  });

  it.each([
    [{ from: 'yesterday' }, 'from is "yesterday", allowed is an ISO 8601 time with offset'],
    [{ to: '2026-11-20T14:00:00' }, 'to is "2026-11-20T14:00:00", allowed is'],
    [
      { from: '2026-11-20T14:00:00Z', to: '2026-11-20T13:59:59Z' },
      'the window ends before it begins: it is from 2026-11-20T14:00:00Z to 2026-11-20T13:59:59Z',
    ],
  ])('that is none says what is wrong: %j', (given, problem) => {
    const parsed = parseQuestion(given);
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
  });
});
