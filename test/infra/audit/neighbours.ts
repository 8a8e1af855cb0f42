// Requests that stand right beside one that is allowed and must be denied: another account, another region, another
// function, queue, table or log group, a group without the tag, an event in somebody else's name.
import { MANAGED_TAG } from '../../../lib/targets/rdb-group/domain/group.ts';
import { ACCOUNT_ID, REGION } from '../../../lib/emulator/aws-names.ts';
import type { Template } from '../package-project-fixture.ts';
import { resourcesOfType } from '../package-project-fixture.ts';
import type { IamRequest } from '../recorded/iam-request.ts';
import { tagContext } from '../recorded/iam-request.ts';
import { arnOf } from '../recorded/role-policy.ts';
import { GROUP_OF_INSTANCE } from './drill-demands.ts';

const ELSEWHERE = { account: '210987654321', region: 'eu-central-1', partition: 'aws-cn' };

/** Types of which a role may be allowed one and must be denied the others. */
const OWN_TYPES: Readonly<Record<string, string>> = {
  'lambda:InvokeFunction': 'AWS::Lambda::Function',
  'sqs:SendMessage': 'AWS::SQS::Queue',
};

/** None for an action that has no resource. */
export function neighboursOf(
  request: IamRequest,
  template: Template,
  allowed: readonly IamRequest[],
): readonly IamRequest[] {
  if (request.resource === '*') return [];
  const wanted = new Set(
    allowed.filter(({ action }) => action === request.action).map((one) => one.resource),
  );
  const resources = [
    ...elsewhere(request.resource),
    ...otherNames(request.resource),
    ...siblings(request.action, template),
  ].filter((resource) => !wanted.has(resource));
  return [
    ...resources.map((resource) => ({ ...request, resource })),
    ...otherContexts(request).map((context) => ({ ...request, context })),
  ];
}

/** Throws if what is elsewhere is here: it would ask nothing. */
function elsewhere(arn: string): readonly string[] {
  const others = [
    arn.replace(ACCOUNT_ID, ELSEWHERE.account),
    arn.replace(`:${REGION}:`, `:${ELSEWHERE.region}:`),
    arn.replace(/^arn:aws:/, `arn:${ELSEWHERE.partition}:`),
  ];
  if (others.includes(arn)) throw new Error(`${arn} names no account, region or partition to change`);
  return others;
}

/** What the resource is called, changed whole, and at its end: `table/spillway-state` is not `table/spillway-state-2`. */
function otherNames(arn: string): readonly string[] {
  const [, , service = '', , , ...rest] = arn.split(':');
  const named = (change: (name: string) => string, pattern: RegExp) =>
    arn.replace(pattern, (_, before: string, name: string, after = '') => `${before}${change(name)}${after}`);
  const changes = [() => 'somebody-elses', (name: string) => `${name}-2`, (name: string) => `x${name}`];
  switch (service) {
    case 'lambda':
      return changes.map((change) => named(change, /(:function:)(.+)$/));
    case 'sqs':
      return changes.map((change) => named(change, new RegExp(`(:${ACCOUNT_ID}:)(.+)$`)));
    case 'dynamodb':
      return changes.map((change) => named(change, /(:table\/)(.+)$/));
    case 'events':
      return changes.map((change) => named(change, /(:event-bus\/)(.+)$/));
    case 'logs':
      return changes.map((change) => named(change, /(:log-group:\/aws\/lambda\/)([^:]+)(:.*)$/));
    case 'secretsmanager':
      return [
        named(() => 'somebody-elses', /(:secret:)(.+)$/),
        named(() => 'xspillway', /(:secret:)([^/]+)(.*)$/),
      ];
    case 'kms':
      return changes.map((change) => named(change, /(:key\/)(.+)$/));
    case 'ec2':
      return []; // any instance: the group's name in its tag is the boundary
    case 'autoscaling':
      return []; // any group: the tag is the boundary
    case 'kinesis':
      return []; // any stream may be read
    case 'memorydb':
      return []; // any cluster may be read; of a change the tag is the boundary
  }
  throw new Error(`Nothing is known of names such as ${rest.join(':')}`);
}

function siblings(action: string, template: Template): readonly string[] {
  const type = OWN_TYPES[action];
  if (type === undefined) return [];
  return resourcesOfType(template, type).map(([logicalId]) => arnOf(logicalId, template));
}

function otherContexts({ action, resource }: IamRequest): readonly IamRequest['context'][] {
  if (resource.includes(':autoScalingGroup:') || action === 'memorydb:UpdateCluster')
    return [{}, { [MANAGED_TAG]: 'false' }, { 'spillway:mode': 'true' }].map(tagContext);
  if (action === 'events:PutEvents')
    return [{}, { 'events:source': ['aws.autoscaling'] }, { 'events:source': ['spillway', 'aws.ec2'] }];
  if (action === 'memorydb:FailoverShard')
    return [{}, { 'spillway:drills': 'no' }, { [MANAGED_TAG]: 'true' }].map(tagContext);
  if (resource.includes(':instance/'))
    return [{}, { [GROUP_OF_INSTANCE]: 'rdb-others' }, { [GROUP_OF_INSTANCE]: 'rdb-fx-2' }].map(tagContext);
  if (action.startsWith('kms:')) return [{}, { 'kms:ViaService': `s3.${REGION}.amazonaws.com` }];
  return [];
}
