import { describe, expect, it } from 'vitest';
import { lettingOthers, letsIn, whoOf } from '../../../../lib/operate/stack/policies/lets-in.ts';

const RULE = 'arn:aws:events:eu-west-1:111111111111:rule/ours';
const comer = {
  ...{ service: 'events.amazonaws.com', action: 'lambda:InvokeFunction', sourceArn: RULE },
  account: '111111111111',
};
const allow = (changes: object = {}) => ({
  ...{ Sid: 'Ours', Effect: 'Allow', Principal: { Service: comer.service } },
  ...{ Action: comer.action, Resource: '*', Condition: { ArnLike: { 'AWS:SourceArn': RULE } } },
  ...changes,
});

describe('who is let in', () => {
  it('is who is named, with the action, for the source', () => {
    expect(letsIn([allow()], comer)).toBe(true);
    expect(letsIn([], comer)).toBe(false);
    expect(letsIn([allow({ Principal: { Service: ['sns.amazonaws.com', comer.service] } })], comer)).toBe(
      true,
    );
    expect(letsIn([allow({ Principal: { Service: 'sns.amazonaws.com' } })], comer)).toBe(false);
    expect(letsIn([allow({ Action: ['LAMBDA:invoke*'] })], comer)).toBe(true);
    expect(letsIn([allow({ Action: 'lambda:GetFunction' })], comer)).toBe(false);
    expect(letsIn([allow({ NotAction: 'lambda:GetFunction', Action: undefined })], comer)).toBe(true);
    expect(letsIn([allow({ Principal: '*', Condition: undefined })], comer)).toBe(true);
  });

  it('is nobody for another source, account or operator that fails', () => {
    const when = (Condition: object) => letsIn([allow({ Condition })], comer);
    expect(when({ ArnEquals: { 'aws:SourceArn': [`${RULE}-2`, RULE] } })).toBe(true);
    expect(when({ ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:111111111111:rule/*' } })).toBe(true);
    expect(when({ ArnLike: { 'aws:SourceArn': `${RULE}-2` } })).toBe(false);
    expect(when({ StringEquals: { 'aws:SourceAccount': '111111111111' } })).toBe(true);
    expect(when({ StringEqualsIfExists: { 'aws:SourceAccount': '222222222222' } })).toBe(false);
    expect(
      when({ ArnLike: { 'aws:SourceArn': RULE }, StringEquals: { 'aws:SourceAccount': '222222222222' } }),
    ).toBe(false);
  });

  it('gives what cannot be judged the benefit: it may allow, and need not deny', () => {
    const unknown = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };
    expect(letsIn([allow({ Condition: unknown })], comer)).toBe(true);
    expect(letsIn([allow(), allow({ Effect: 'Deny', Condition: unknown })], comer)).toBe(true);
    expect(letsIn([allow(), allow({ Effect: 'Deny' })], comer)).toBe(false);
    const plainHttp = { Bool: { 'aws:SecureTransport': 'false' } };
    expect(letsIn([allow(), allow({ Effect: 'Deny', Principal: '*', Condition: plainHttp })], comer)).toBe(
      true,
    );
  });
});

describe('who else may come in', () => {
  const others = (statement: object) => lettingOthers([statement], [comer]).map(({ isOpen }) => isOpen);

  it('is nobody by a statement that is meant, and by one that denies', () => {
    expect(others(allow())).toEqual([]);
    expect(others(allow({ Effect: 'Deny', Principal: '*', Condition: undefined }))).toEqual([]);
  });

  it('is open where no source bounds a service or everybody, and else is not', () => {
    expect(others(allow({ Condition: undefined }))).toEqual([true]);
    expect(others(allow({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }))).toEqual(
      [true],
    );
    expect(
      others(allow({ Condition: { StringNotEquals: { 'aws:SourceAccount': '222222222222' } } })),
    ).toEqual([true]);
    expect(others(allow({ Condition: { ArnLike: { 'aws:SourceArn': '*' } } }))).toEqual([true]);
    expect(others(allow({ Condition: { StringEquals: { 'aws:SourceAccount': '222222222222' } } }))).toEqual([
      false,
    ]);
    expect(
      others(allow({ Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Condition: undefined })),
    ).toEqual([false]);
  });

  it('is told by name and source', () => {
    const [one] = lettingOthers([allow({ Principal: { Service: 'sns.amazonaws.com' } })], [comer]);
    expect(one && whoOf(one.statement)).toBe(`sns.amazonaws.com for ${RULE}`);
    const [all] = lettingOthers([allow({ Principal: { AWS: '*' }, Condition: undefined })], [comer]);
    expect(all && whoOf(all.statement)).toBe('everybody');
  });
});
