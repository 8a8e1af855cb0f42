import { describe, expect, it } from 'vitest';
import { leftOut } from '../../../../lib/operate/stack/policies/left-out.ts';
import { covers, meet } from '../../../../lib/operate/stack/policies/wildcards.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/spillway-state';
const granted = [
  { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: TABLE },
  { Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
  { Effect: 'Deny', Action: 'ec2:CreateNetworkInterface', Resource: '*' },
];
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('what a boundary leaves out', () => {
  it('is all where it allows nothing, and nothing where it allows all', () => {
    expect(leftOut(granted, [])).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'ec2:DescribeInstances']);
    expect(leftOut(granted, [ALL])).toEqual([]);
  });

  it('is what it does not name: by action, by exception, by resource', () => {
    const allow = (changes: object) => leftOut(granted, [{ Effect: 'Allow', Resource: '*', ...changes }]);
    expect(allow({ Action: ['DynamoDB:Get*', 'ec2:*'] })).toEqual(['dynamodb:PutItem']);
    expect(allow({ NotAction: 'ec2:*' })).toEqual(['ec2:DescribeInstances']);
    expect(allow({ Action: '*', Resource: 'arn:aws:dynamodb:*:*:table/other' })).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ]);
    expect(allow({ Action: '*', Resource: 'arn:aws:dynamodb:*:*:table/*' })).toEqual([]);
    expect(allow({ Action: '*', Resource: undefined, NotResource: TABLE })).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
    ]);
  });

  it('is what it denies outright, and not what it denies on a condition or of something else', () => {
    const deny = (changes: object) =>
      leftOut(granted, [ALL, { Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*', ...changes }]);
    expect(deny({})).toEqual(['dynamodb:PutItem']);
    expect(deny({ Resource: TABLE })).toEqual(['dynamodb:PutItem']);
    expect(deny({ Resource: `${TABLE}-2` })).toEqual([]);
    expect(deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })).toEqual([]);
    expect(deny({ Action: undefined, NotAction: 'dynamodb:*' })).toEqual(['ec2:DescribeInstances']);
    expect(deny({ Resource: undefined, NotResource: 'arn:aws:s3:::*' })).toEqual(['dynamodb:PutItem']);
    expect(deny({ Resource: undefined, NotResource: 'arn:aws:dynamodb:*' })).toEqual([]);
  });

  it('leaves out a call only where none of its resources is let through', () => {
    const both = [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ['arn:a', 'arn:b'] }];
    const bound = (Resource: string) => [{ Effect: 'Allow', Action: 'lambda:*', Resource }];
    expect(leftOut(both, bound('arn:b'))).toEqual([]);
    expect(leftOut(both, bound('arn:c'))).toEqual(['lambda:InvokeFunction']);
  });
});

describe('wildcards', () => {
  it('take texts, and other patterns whole', () => {
    expect(covers('arn:*:table/?x', 'arn:aws:table/ax')).toBe(true);
    expect(covers('arn:*:table/?x', 'arn:aws:table/x')).toBe(false);
    expect(covers('arn:*', 'arn:aws:table/*')).toBe(true);
    expect(covers('arn:aws:table/*', 'arn:*')).toBe(false);
    expect(covers('a.c', 'abc')).toBe(false);
  });

  it('meet where one text fits both', () => {
    expect(meet('a*c', '*bc')).toBe(true);
    expect(meet('a*', '*b')).toBe(true);
    expect(meet('a?', 'ab')).toBe(true);
    expect(meet('a*d', 'abc')).toBe(false);
    expect(meet('', '*')).toBe(true);
    expect(meet('', '?')).toBe(false);
    expect(meet('home/${aws:username}/x', 'home/ann/x')).toBe(true);
  });
});
