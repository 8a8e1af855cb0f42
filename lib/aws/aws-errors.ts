// What an SDK error means: for a read a PortError, for a write a definite refusal or "unknown", each with what it asks
// of the caller. The only place that knows AWS's codes, those aside with which one call says something of its own.
// The deadline is applied in aws-calls.ts, which is where to read on.
import { PortError, type FailureKind } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';

/**
 * Codes with which AWS says that it was asked too often (status 400, 429 or 503): those that the SDK itself waits
 * longer for.
 * Sources: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const THROTTLES: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
]);

/**
 * Codes with which AWS refuses before it acts, whatever the HTTP status: throttling, and `ResourceContention`,
 * which the service model gives status 500.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html ("You already have
 * a pending update to an Amazon EC2 Auto Scaling resource"; `ScalingActivityInProgress` is a 400).
 */
const REFUSED_BEFORE_ACTING = new Set(['ResourceContention', 'ResourceContentionFault', ...THROTTLES]);

/** The request never left: no connection, no name, no credentials to sign it with. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
  'TokenProviderError',
]);

/**
 * Nobody, or nobody that AWS knows (any more), signed the request; and a permission that is missing. The services
 * write the names of both with and without `Exception`.
 * Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (`UnauthorizedOperation`)
 */
const UNSIGNED = /Credentials|ExpiredToken|TokenProviderError|InvalidClientTokenId|UnrecognizedClient/;
const DENIED = /AccessDenied|Unauthorized|NotAuthorized/;

/** DynamoDB of a table, EventBridge Scheduler of a schedule that is not there. */
const ABSENT = 'ResourceNotFoundException';

/** AWS gave up waiting for the request; what it had read of it, it does not say. */
const TIMED_OUT_THERE = new Set(['RequestTimeout', 'RequestTimeoutException']);

/** The parts of an SDK error that are read here. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  /** Node's code (`ECONNRESET`) for a connection that failed. */
  readonly code?: string;
  /** The service's own code, where it differs from the class name. */
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** A read, or a state write, that did not succeed. */
export function portErrorOf(call: string, error: unknown): PortError {
  if (error instanceof PortError) return error;
  const code = errorCodeOf(error);
  return new PortError(call, code, errorMessageOf(error), { cause: error, failure: failureOf(error) });
}

function failureOf(error: unknown): FailureKind {
  const known = failureOfCode(errorCodeOf(error));
  if (known) return known;
  const outcome = outcomeOf(error);
  return outcome.kind === 'rejected' ? 'refused' : 'unknown';
}

/** What a code says by itself; `undefined` where its status, or whether it was sent, must tell. */
export function failureOfCode(code: string): FailureKind | undefined {
  if (THROTTLES.has(code)) return 'throttled';
  if (UNSIGNED.test(code)) return 'unsigned';
  if (DENIED.test(code)) return 'denied';
  return code === ABSENT ? 'absent' : undefined;
}

/**
 * What became of a write whose answer was an error, in order of precedence:
 *
 * | the error | outcome |
 * | --- | --- |
 * | nothing was sent (refused connection, no such host, no credentials) | rejected |
 * | no answer (reset, time-out, our deadline) | unknown |
 * | a code that refuses before acting (throttling, `ResourceContention`) | rejected |
 * | any other 5xx, 408, `RequestTimeout`, or a success that cannot be read | unknown |
 * | any other 4xx (`ValidationError`, `ScalingActivityInProgress`, `AccessDenied`, …) | rejected |
 */
export function outcomeOf(error: unknown): Outcome {
  const code = errorCodeOf(error);
  const message = errorMessageOf(error);
  const status = (error as SdkError).$metadata?.httpStatusCode;
  const rejected: Outcome = { kind: 'rejected', code, message, failure: failureOfCode(code) ?? 'refused' };
  const unknown: Outcome = { kind: 'unknown', message: `${code}: ${message}` };

  if (NEVER_SENT.has(code)) return rejected;
  if (status === undefined) return unknown;
  if (REFUSED_BEFORE_ACTING.has(code)) return rejected;
  if (TIMED_OUT_THERE.has(code) || status === 408) return unknown;
  return status >= 400 && status < 500 ? rejected : unknown;
}

/** AWS's code (`ValidationError`), else Node's (`ECONNRESET`), else the error's name. */
export function errorCodeOf(error: unknown): string {
  const { name, code, Code, $metadata } = error as SdkError;
  if ($metadata?.httpStatusCode === undefined && typeof code === 'string') return code;
  return Code ?? name ?? 'UnknownError';
}

function errorMessageOf(error: unknown): string {
  return (error as SdkError).message || 'no message';
}
