// The wire protocols that the SDK speaks to these services: how an answer or an error is written.
// Reading is in query-params.ts (awsQuery, ec2Query) and plain JSON.parse (awsJson, restJson).
//   autoscaling, cloudformation, iam, sns, sts awsQuery · ec2 ec2Query · cloudwatch awsJson1_0 (and awsQuery, for the AWS CLI)
//   sqs awsJson1_0 · events, secretsmanager, kinesis, memorydb, tag, logs awsJson1_1 · lambda, scheduler restJson1
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { ServiceName } from '../action-table.ts';
import type { WireReply } from './request.ts';
import { unknownActionText } from '../unknown-action.ts';
import { type Answer, isList, toXml } from './xml.ts';

/** How one protocol writes what a service answers. */
export interface Protocol {
  readonly answer: (call: AnsweredCall, result: Answer) => WireReply;
  readonly refuse: (call: AnsweredCall, error: AwsError) => WireReply;
  readonly unknownAction: (action: string, asked: AskedOf) => AwsError;
}

/** Whom an unknown action was asked of; no service where it cannot be seen which is meant. */
interface AskedOf {
  readonly service?: ServiceName;
  /** Of a query service's API. */
  readonly version: string;
}

/** What the envelope of a reply needs to know of its call. */
export interface AnsweredCall {
  readonly action: string;
  readonly requestId: string;
}

/**
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html and, for an unknown action,
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html
 */
export function awsQuery(namespace: string): Protocol {
  return {
    answer: ({ action, requestId }, result) =>
      xml(requestId, 200, {
        name: `${action}Response`,
        namespace,
        listElement: 'member',
        content: { [`${action}Result`]: result ?? {}, ResponseMetadata: { RequestId: requestId } },
      }),
    refuse: ({ requestId }, error) =>
      xml(requestId, error.httpStatus, {
        name: 'ErrorResponse',
        namespace,
        listElement: 'member',
        content: {
          Error: {
            Type: error.httpStatus < 500 ? 'Sender' : 'Receiver',
            Code: QUERY_CODES[error.code] ?? error.code,
            Message: error.message,
          },
          RequestId: requestId,
        },
      }),
    unknownAction: (action, { service, version }) => {
      const said = `Could not find operation ${action} for version ${version}.`;
      return new AwsError('InvalidAction', unknownActionText(action, { service, said }));
    },
  };
}

/**
 * Source: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html and
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function ec2Query(namespace: string): Protocol {
  return {
    answer: ({ action, requestId }, result) =>
      xml(requestId, 200, {
        name: `${action}Response`,
        namespace,
        listElement: 'item',
        content: { requestId, ...(result as Record<string, Answer>) },
      }),
    refuse: ({ requestId }, error) =>
      xml(requestId, error.httpStatus, {
        name: 'Response',
        listElement: 'item',
        content: {
          Errors: { Error: { Code: error.code, Message: error.message } },
          RequestID: requestId,
        },
      }),
    unknownAction: (action, { service }) => {
      const said = `The action ${action} is not valid for this web service.`;
      return new AwsError('InvalidAction', unknownActionText(action, { service, said }));
    },
  };
}

/**
 * awsJson 1.0 and 1.1. With `queryCompatible`, errors carry `x-amzn-query-error` too, from which the
 * SDK takes the older code (`ResourceNotFound` for `ResourceNotFoundException`).
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html,
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait
 */
export function awsJson(
  version: '1.0' | '1.1',
  options: { readonly queryCompatible?: boolean } = {},
): Protocol {
  const contentType = `application/x-amz-json-${version}`;
  return {
    answer: ({ requestId }, result) => json(requestId, 200, contentType, result ?? {}),
    refuse: ({ requestId }, error) => {
      const reply = json(requestId, error.httpStatus, contentType, {
        __type: error.code,
        message: error.message,
      });
      if (!options.queryCompatible) return reply;
      const fault = error.httpStatus < 500 ? 'Sender' : 'Receiver';
      const code = QUERY_CODES[error.code] ?? error.code;
      return { ...reply, headers: { ...reply.headers, 'x-amzn-query-error': `${code};${fault}` } };
    },
    // AWS says nothing more.
    unknownAction: (action, { service }) =>
      new AwsError('UnknownOperationException', unknownActionText(action, { service })),
  };
}

/**
 * CloudWatch's error shapes and the codes that its query protocol uses for them: the `awsQueryError` traits
 * of its model, as the SDK's schemas carry them. Shapes not named here are their own code.
 * Source: https://github.com/aws/aws-sdk-js-v3/blob/main/codegen/sdk-codegen/aws-models/cloudwatch.json
 */
const QUERY_CODES: Readonly<Record<string, string>> = {
  ValidationException: 'ValidationError',
  LimitExceededFault: 'LimitExceeded',
  InternalServiceFault: 'InternalServiceError',
  InvalidFormatFault: 'InvalidFormat',
  InvalidParameterValueException: 'InvalidParameterValue',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  MissingRequiredParameterException: 'MissingParameter',
};

/** Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export function restJson(): Protocol {
  return {
    answer: ({ requestId }, result) => json(requestId, 200, 'application/json', result ?? {}),
    refuse: ({ requestId }, error) => {
      const reply = json(requestId, error.httpStatus, 'application/json', {
        message: error.message,
        Message: error.message,
      });
      return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': error.code } };
    },
    unknownAction: (action, { service }) =>
      new AwsError('UnknownOperationException', unknownActionText(action, { service }), 404),
  };
}

function xml(
  requestId: string,
  status: number,
  document: { name: string; namespace?: string; listElement: 'member' | 'item'; content: Answer },
): WireReply {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: toXml(document, document.content),
  };
}

function json(requestId: string, status: number, contentType: string, content: Answer): WireReply {
  return {
    status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
    body: JSON.stringify(inEpochSeconds(content)),
  };
}

/** A copy: `JSON.stringify` takes three times as long where it asks a function about each value. */
function inEpochSeconds(value: Answer): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (isList(value)) return value.map(inEpochSeconds);
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inEpochSeconds(member)]));
}
