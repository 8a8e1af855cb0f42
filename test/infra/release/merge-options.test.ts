import { describe, expect, it } from 'vitest';
import { mergeOptions } from '../../../scripts/release/merge-options.ts';
import { putParameters, wordOf } from '../../../scripts/release/placeholders.ts';

const NO_VALUE = { Ref: 'AWS::NoValue' };
const template = (properties: object, others: object = {}) => ({
  Resources: { Tick: { Type: 'Function', Properties: properties }, ...others },
});
const merged = (on: object, ...variants: readonly (readonly [string, object])[]) =>
  mergeOptions(
    template(on),
    variants.map(([condition, off]) => ({ condition, value: template(off) })),
  )['Resources'];
const tick = (properties: object) => ({ Tick: { Type: 'Function', Properties: properties } });

describe('what an option changes', () => {
  it('is a condition of the resources that it adds', () => {
    const probe = { Type: 'Function', Properties: {} };
    const variants = [{ condition: 'WithProbe', value: template({}) }];
    expect(mergeOptions(template({}, { Probe: probe }), variants)).toEqual({
      Resources: { ...tick({}), Probe: { Condition: 'WithProbe', ...probe } },
    });
  });

  it('is chosen where the two differ, and there alone', () => {
    expect(merged({ size: 1, mode: 'a' }, ['Big', { size: 2, mode: 'a' }])).toEqual(
      tick({ size: { 'Fn::If': ['Big', 1, 2] }, mode: 'a' }),
    );
  });

  it('is left out where it is not there, on either side', () => {
    expect(merged({ key: 'k' }, ['WithKey', { managed: true }])).toEqual(
      tick({
        key: { 'Fn::If': ['WithKey', 'k', NO_VALUE] },
        managed: { 'Fn::If': ['WithKey', NO_VALUE, true] },
      }),
    );
  });

  it('is one value within an intrinsic function', () => {
    expect(merged({ text: { 'Fn::Sub': 'a' } }, ['Long', { text: { 'Fn::Sub': 'b' } }])).toEqual(
      tick({ text: { 'Fn::If': ['Long', { 'Fn::Sub': 'a' }, { 'Fn::Sub': 'b' }] } }),
    );
  });

  it('is an item of a list, by its name; two options may each have theirs', () => {
    const [log, trace, key] = [{ Sid: 'Log' }, { Sid: 'Trace' }, { Sid: 'Key' }];
    expect(
      merged(
        { list: [log, trace, key] },
        ['WithTracing', { list: [log, key] }],
        ['WithKey', { list: [log, trace] }],
      ),
    ).toEqual(
      tick({
        list: [log, { 'Fn::If': ['WithTracing', trace, NO_VALUE] }, { 'Fn::If': ['WithKey', key, NO_VALUE] }],
      }),
    );
  });

  it('is refused where two options change one value, and where one turns a list round', () => {
    expect(() => merged({ size: 1 }, ['A', { size: 2 }], ['B', { size: 3 }])).toThrow(
      'Tick.Properties.size: changed by A, B',
    );
    expect(() =>
      merged({ list: [{ Sid: 'a' }, { Sid: 'b' }, { Sid: 'c' }] }, [
        'A',
        { list: [{ Sid: 'b' }, { Sid: 'a' }] },
      ]),
    ).toThrow('Tick.Properties.list: other items with and without A');
  });
});

describe('a placeholder', () => {
  const placeholders = {
    values: { Zone: { Ref: 'Zone' }, Rate: { 'Fn::If': ['Fast', 'a', 'b'] }, Ids: { Ref: 'Ids' } },
    numbers: new Map([[990_001, 'Minutes']]),
    lists: new Set(['Ids']),
    texts: { 'spillway-here': '${AWS::StackName}' },
  };
  const put = (value: unknown) => putParameters(value, placeholders);

  it.each([
    ['all of a text', wordOf('Zone'), { Ref: 'Zone' }],
    ['a number', 990_001, { Ref: 'Minutes' }],
    ['all of a list', [wordOf('Ids')], { Ref: 'Ids' }],
    ['the one item of what is no list of parameters', [wordOf('Zone')], [{ Ref: 'Zone' }]],
    ['part of a text', `in ${wordOf('Zone')}: 990001`, { 'Fn::Sub': 'in ${Zone}: ${Minutes}' }],
    [
      'part of a text that is an Fn::Sub',
      { 'Fn::Sub': 'spillway-here:${Tick}' },
      { 'Fn::Sub': '${AWS::StackName}:${Tick}' },
    ],
    [
      'a choice, within a text',
      `(${wordOf('Rate')})`,
      { 'Fn::Sub': ['(${Rate})', { Rate: { 'Fn::If': ['Fast', 'a', 'b'] } }] },
    ],
    ['beside what only looks like a variable', `${wordOf('Zone')} \${x}`, { 'Fn::Sub': '${Zone} ${!x}' }],
  ])('is put where it is %s', (_where, given, expected) => {
    expect(put(given)).toEqual(expected);
  });

  it('of which nothing is known is no text', () => {
    expect(() => put(wordOf('Typo'))).toThrow('Nothing is known of @@Typo@@');
  });
});
