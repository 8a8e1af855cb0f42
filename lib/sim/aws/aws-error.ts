// What AWS answers when it refuses, in its own words.

/** An error answer of a simulated AWS service. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** AWS's error code, such as `ValidationError` or `Throttling`. */
  readonly code: string;
  /** 4xx or 5xx; `NO_ANSWER` when the caller never got one. */
  readonly httpStatus: number;
  constructor(code: string, message: string, httpStatus = 400) {
    super(message);
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** The `httpStatus` of a call that timed out or whose connection broke. */
export const NO_ANSWER = 0;

/** Whether the call may have been carried out all the same: no answer, or a failure on AWS's side. */
export function isOutcomeUnknown(error: AwsError): boolean {
  return error.httpStatus === NO_ANSWER || error.httpStatus >= 500;
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** Auto Scaling and EC2 answer `Throttling` and `RequestLimitExceeded` with 400 and 503. */
export function throttled(): AwsError {
  return new AwsError('Throttling', 'Rate exceeded', 400);
}

export function timedOut(): AwsError {
  return new AwsError('TimeoutError', 'The call was not answered in time', NO_ANSWER);
}

export function serverFailed(): AwsError {
  return new AwsError('InternalFailure', 'An internal error has occurred', 500);
}
