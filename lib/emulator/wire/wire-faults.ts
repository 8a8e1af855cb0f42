// Faults on the wire, for tests: an action that is throttled, fails, hangs, or whose reply never arrives.
// A fault takes the next calls of its action, as many as it is asked to, first come first served.
import { ACCOUNT_ID } from '../../sim/aws/account.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';

/**
 * What goes wrong with a call.
 *
 * - `throttle`, `server-error`, `deny`: the service's own words for these; nothing is applied.
 * - `error`: any code and message; nothing is applied.
 * - `error-after`: the same, but the call was applied (a 500 that lies).
 * - `reset-before`: the connection drops, and nothing was applied.
 * - `reset-after`: applied, and the connection drops before the answer.
 * - `truncate`: applied, and the answer ends half-way.
 * - `hold`: nothing happens until the promise resolves; then as usual. A delay without a clock.
 * - `land-late`: the connection drops at once, and the call is applied when the promise resolves.
 */
export type WireFault =
  | { readonly kind: 'throttle' | 'server-error' | 'deny' }
  | {
      readonly kind: 'error' | 'error-after';
      readonly code: string;
      readonly message: string;
      readonly status?: number;
    }
  | { readonly kind: 'reset-before' | 'reset-after' | 'truncate' }
  | { readonly kind: 'hold' | 'land-late'; readonly until: Promise<void> };

/** Which calls a fault takes. */
export interface FaultOrder {
  /** `SetDesiredCapacity`, or `dynamodb:UpdateItem` where two services share a name; `*`: whatever comes. */
  readonly action: string;
  readonly fault: WireFault;
  /** How many calls; 1 by default, `Infinity` until `clear`. */
  readonly times?: number;
  /** Takes only calls of this function. */
  readonly caller?: string;
}

/** A fault that was asked for, and is there. */
export interface InjectedFault {
  /** How many calls it is still to take. */
  readonly callsLeft: () => number;
  /** It takes none from now on. */
  readonly end: () => void;
}

export interface WireFaults {
  readonly inject: (order: FaultOrder) => InjectedFault;
  readonly clear: () => void;
  /** The fault for this call, used up by asking; `undefined` for a healthy call. */
  readonly take: (call: { service: string; action: string; caller: string }) => WireFault | undefined;
}

export function createWireFaults(): WireFaults {
  let orders: { readonly order: FaultOrder; left: number }[] = [];
  return {
    inject: (order) => {
      const entry = { order, left: order.times ?? 1 };
      // Those that are used up go: a local AWS lives for days.
      orders = [...orders.filter(({ left }) => left > 0), entry];
      return { callsLeft: () => entry.left, end: () => void (entry.left = 0) };
    },
    clear: () => {
      orders = [];
    },
    take: ({ service, action, caller }) => {
      const entry = orders.find(
        ({ order, left }) =>
          left > 0 &&
          [action, `${service}:${action}`, '*'].includes(order.action) &&
          (order.caller === undefined || order.caller === caller),
      );
      if (!entry) return undefined;
      entry.left -= 1;
      return entry.order.fault;
    },
  };
}

interface ServiceErrors {
  readonly throttle: readonly [code: string, message: string, status: number];
  readonly serverError: readonly [code: string, message: string];
  readonly deny: readonly [code: string, status: number];
}

const JSON_SERVICE: ServiceErrors = {
  throttle: ['ThrottlingException', 'Rate exceeded', 400],
  serverError: ['InternalFailure', 'An internal error occurred'],
  deny: ['AccessDeniedException', 400],
};

/**
 * Each service's codes for being throttled, failing and denying.
 *
 * Sources: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html,
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html,
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html ("TPS over 10 will trigger the
 * LimitExceededException"; its words: https://github.com/awslabs/amazon-kinesis-scaling-utils/issues/52),
 * https://docs.aws.amazon.com/memorydb/latest/APIReference/API_DescribeClusters.html and its CommonErrors.html,
 * https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
const SERVICE_ERRORS: Readonly<Record<string, ServiceErrors>> = {
  autoscaling: {
    throttle: ['Throttling', 'Rate exceeded', 400],
    serverError: ['InternalFailure', 'An internal error occurred'],
    deny: ['AccessDenied', 403],
  },
  ec2: {
    throttle: ['RequestLimitExceeded', 'Request limit exceeded.', 503],
    serverError: ['InternalError', 'An internal error has occurred'],
    deny: ['UnauthorizedOperation', 403],
  },
  cloudwatch: {
    throttle: ['ThrottlingException', 'Rate exceeded', 400],
    serverError: ['InternalServiceFault', 'Request processing has failed'],
    deny: ['AccessDenied', 403],
  },
  dynamodb: {
    throttle: ['ThrottlingException', 'Rate of requests exceeds the allowed throughput.', 400],
    serverError: ['InternalServerError', 'The server encountered an internal error'],
    deny: ['AccessDeniedException', 400],
  },
  lambda: {
    throttle: ['TooManyRequestsException', 'Rate Exceeded.', 429],
    serverError: ['ServiceException', 'The Lambda service encountered an internal error.'],
    deny: ['AccessDeniedException', 403],
  },
  kinesis: {
    throttle: ['LimitExceededException', `Rate exceeded for stream under account ${ACCOUNT_ID}.`, 400],
    serverError: ['InternalFailure', 'An internal error occurred'],
    deny: ['AccessDeniedException', 400],
  },
  memorydb: {
    throttle: [
      'APICallRateForCustomerExceededFault',
      'The customer has exceeded the allowed rate of API calls.',
      400,
    ],
    serverError: ['InternalFailure', 'An internal error occurred'],
    deny: ['AccessDeniedException', 400],
  },
  tag: {
    throttle: ['ThrottledException', 'Rate exceeded', 400],
    serverError: ['InternalServiceException', 'An internal error occurred'],
    deny: ['AccessDeniedException', 400],
  },
};

/** The refusal that a fault stands for; `undefined` for faults of the connection. */
export function refusalOf(
  fault: WireFault,
  call: { service: string; action: string; caller: string },
): AwsError | undefined {
  const words = SERVICE_ERRORS[call.service] ?? JSON_SERVICE;
  if (fault.kind === 'throttle') return new AwsError(...words.throttle);
  if (fault.kind === 'server-error') return new AwsError(...words.serverError, 500);
  if (fault.kind === 'error' || fault.kind === 'error-after')
    return new AwsError(fault.code, fault.message, fault.status ?? 400);
  if (fault.kind !== 'deny') return undefined;
  const [code, status] = words.deny;
  return new AwsError(
    code,
    `User: ${call.caller} is not authorized to perform: ${call.service}:${call.action}`,
    status,
  );
}
