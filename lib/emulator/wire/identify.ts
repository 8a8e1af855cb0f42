// Which service and action a request means, and its parameters as they stand on the wire. By the
// `X-Amz-Target` header for JSON services, by the form's `Action` for query services, by path for REST.
// Next: server.ts, which answers it.
import type { ServiceName } from '../action-table.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { type Protocol, awsJson, awsQuery, ec2Query, restJson } from './protocols.ts';
import { parseQueryParams } from './query-params.ts';
import type { WireRequest } from './request.ts';
import { unknownActionText } from '../unknown-action.ts';

/** A request understood. */
export interface IdentifiedCall {
  readonly service: ServiceName;
  readonly action: string;
  readonly params: unknown;
  readonly protocol: Protocol;
  /** The API's version, where the request names one. */
  readonly version: string;
}

const AUTO_SCALING_QUERY = awsQuery('http://autoscaling.amazonaws.com/doc/2011-01-01/');
const CLOUDWATCH_QUERY = awsQuery('http://monitoring.amazonaws.com/doc/2010-08-01/');
const EC2_QUERY = ec2Query('http://ec2.amazonaws.com/doc/2016-11-15/');
const STS_QUERY = awsQuery('https://sts.amazonaws.com/doc/2011-06-15/');
const CLOUDFORMATION_QUERY = awsQuery('http://cloudformation.amazonaws.com/doc/2010-05-15/');
const SNS_QUERY = awsQuery('http://sns.amazonaws.com/doc/2010-03-31/');
const IAM_QUERY = awsQuery('https://iam.amazonaws.com/doc/2010-05-08/');
const REST_JSON = restJson();

/** Query services by the API version in the form, which each of them has to itself. */
const QUERY_SERVICES: Readonly<Record<string, { service: ServiceName; protocol: Protocol }>> = {
  '2011-01-01': { service: 'autoscaling', protocol: AUTO_SCALING_QUERY },
  '2010-08-01': { service: 'cloudwatch', protocol: CLOUDWATCH_QUERY },
  '2011-06-15': { service: 'sts', protocol: STS_QUERY },
  '2010-03-31': { service: 'sns', protocol: SNS_QUERY },
  '2010-05-15': { service: 'cloudformation', protocol: CLOUDFORMATION_QUERY },
  '2010-05-08': { service: 'iam', protocol: IAM_QUERY },
  '2016-11-15': { service: 'ec2', protocol: EC2_QUERY },
};

/** JSON services by the first word of their target. */
const TARGETS: Readonly<Record<string, { service: ServiceName; protocol: Protocol }>> = {
  GraniteServiceVersion20100801: {
    service: 'cloudwatch',
    protocol: awsJson('1.0', { queryCompatible: true }),
  },
  DynamoDB_20120810: { service: 'dynamodb', protocol: awsJson('1.0') },
  AWSEvents: { service: 'events', protocol: awsJson('1.1') },
  secretsmanager: { service: 'secretsmanager', protocol: awsJson('1.1') },
  Kinesis_20131202: { service: 'kinesis', protocol: awsJson('1.1') },
  AmazonSQS: { service: 'sqs', protocol: awsJson('1.0') },
  Logs_20140328: { service: 'logs', protocol: awsJson('1.1') },
  AmazonMemoryDB: { service: 'memorydb', protocol: awsJson('1.1') },
  ResourceGroupsTaggingAPI_20170126: { service: 'tag', protocol: awsJson('1.1') },
};

/** Says what a request is; throws `AwsError` for one that belongs to no service emulated here. */
export function identifyCall(request: WireRequest): IdentifiedCall {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return identifyJson(target, request);
  const contentType = request.headers['content-type'] ?? '';
  if (request.path === '/' && contentType.startsWith('application/x-www-form-urlencoded')) {
    return identifyQuery(request);
  }
  return identifyRest(request);
}

function identifyJson(target: string, request: WireRequest): IdentifiedCall {
  const [prefix = '', action = ''] = target.split('.');
  const known = TARGETS[prefix];
  if (!known) throw new AwsError('UnknownOperationException', unknownActionText(target));
  return { ...known, action, params: parseJson(request.body), version: '' };
}

function parseJson(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : (JSON.parse(body.toString()) as unknown);
  } catch (error) {
    throw new AwsError('SerializationException', error instanceof Error ? error.message : String(error));
  }
}

function identifyQuery(request: WireRequest): IdentifiedCall {
  const { Action, Version, ...params } = parseQueryParams(request.body.toString());
  const action = typeof Action === 'string' ? Action : '';
  const version = typeof Version === 'string' ? Version : '';
  const known = QUERY_SERVICES[version];
  if (!known) {
    const said = `Could not find operation ${action} for version ${version}.`;
    throw new AwsError('InvalidAction', unknownActionText(action, { said }));
  }
  return { ...known, action, params, version };
}

interface Route {
  readonly service: ServiceName;
  readonly action: string;
  readonly method: string;
  readonly path: RegExp;
  readonly params: (segments: readonly string[], request: WireRequest) => unknown;
}

const ROUTES: readonly Route[] = [
  {
    service: 'lambda',
    action: 'ListFunctions',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/?$/,
    params: () => ({}),
  },
  {
    service: 'lambda',
    action: 'Invoke',
    method: 'POST',
    path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
    params: ([FunctionName], { headers, body }) => ({
      FunctionName,
      InvocationType: headers['x-amz-invocation-type'],
      Payload: body.toString(),
    }),
  },
  {
    service: 'lambda',
    action: 'GetFunction',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/([^/]+)$/,
    params: ([FunctionName]) => ({ FunctionName }),
  },
  ...lambdaRoutes([
    ['GetFunctionConfiguration', 'GET', '2015-03-31', 'configuration'],
    ['UpdateFunctionConfiguration', 'PUT', '2015-03-31', 'configuration'],
    ['GetFunctionConcurrency', 'GET', '2019-09-30', 'concurrency'],
    ['PutFunctionConcurrency', 'PUT', '2017-10-31', 'concurrency'],
    ['DeleteFunctionConcurrency', 'DELETE', '2017-10-31', 'concurrency'],
    ['GetPolicy', 'GET', '2015-03-31', 'policy'],
    ['AddPermission', 'POST', '2015-03-31', 'policy'],
    ['ListVersionsByFunction', 'GET', '2015-03-31', 'versions'],
    ['ListAliases', 'GET', '2015-03-31', 'aliases'],
    ['GetFunctionEventInvokeConfig', 'GET', '2019-09-25', 'event-invoke-config'],
  ]),
  {
    service: 'lambda',
    action: 'RemovePermission',
    method: 'DELETE',
    path: /^\/2015-03-31\/functions\/([^/]+)\/policy\/([^/]+)$/,
    params: ([FunctionName, StatementId]) => ({ FunctionName, StatementId }),
  },
  {
    service: 'lambda',
    action: 'ListTags',
    method: 'GET',
    path: /^\/2017-03-31\/tags\/(.+)$/,
    params: ([Resource]) => ({ Resource }),
  },
  {
    service: 'lambda',
    action: 'ListEventSourceMappings',
    method: 'GET',
    path: /^\/2015-03-31\/event-source-mappings\/?$/,
    params: (_segments, { query }) => Object.fromEntries(query),
  },
  {
    service: 'lambda',
    action: 'GetAccountSettings',
    method: 'GET',
    path: /^\/2016-08-19\/account-settings\/?$/,
    params: () => ({}),
  },
  {
    service: 'scheduler',
    action: 'UpdateSchedule',
    method: 'PUT',
    path: /^\/schedules\/([^/]+)$/,
    params: ([Name], { body }) => ({ ...(parseJson(body) as object), Name }),
  },
  {
    service: 'scheduler',
    action: 'ListSchedules',
    method: 'GET',
    path: /^\/schedules\/?$/,
    params: (_segments, { query }) => Object.fromEntries(query),
  },
  {
    service: 'scheduler',
    action: 'ListScheduleGroups',
    method: 'GET',
    path: /^\/schedule-groups\/?$/,
    params: (_segments, { query }) => Object.fromEntries(query),
  },
  {
    service: 'scheduler',
    action: 'GetSchedule',
    method: 'GET',
    path: /^\/schedules\/([^/]+)$/,
    params: ([Name], { query }) => ({ Name, ...Object.fromEntries(query) }),
  },
];

/** Lambda's actions on one function: method, the API's version in the path, and the path's end. */
function lambdaRoutes(
  routes: readonly (readonly [action: string, method: string, version: string, end: string])[],
): readonly Route[] {
  return routes.map(([action, method, version, end]) => ({
    service: 'lambda',
    action,
    method,
    path: new RegExp(`^/${version}/functions/([^/]+)/${end}$`),
    params: ([FunctionName], { body }) => ({ ...(parseJson(body) as object), FunctionName }),
  }));
}

/** Services by the name that requests are signed for, to answer an unknown route in the right voice. */
const REST_SIGNED: Readonly<Record<string, ServiceName>> = { lambda: 'lambda', scheduler: 'scheduler' };

function identifyRest(request: WireRequest): IdentifiedCall {
  for (const route of ROUTES) {
    const match = route.method === request.method ? route.path.exec(request.path) : null;
    if (!match) continue;
    const params = route.params(match.slice(1).map(decoded), request);
    return { service: route.service, action: route.action, params, protocol: REST_JSON, version: '' };
  }
  const action = `${request.method} ${request.path}`;
  const service = REST_SIGNED[request.signedService ?? ''];
  if (!service) throw REST_JSON.unknownAction(action, { version: '' });
  return { service, action, params: {}, protocol: REST_JSON, version: '' };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError('ValidationException', `The path has ${segment}: ${why}`);
  }
}

/** How an error is written when not even the service is known. */
export const FALLBACK_PROTOCOL = REST_JSON;
