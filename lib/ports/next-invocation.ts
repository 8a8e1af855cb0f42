// Handing work that this invocation has no time for to another invocation of the same function. What is handed on, and how
// often, is the function's own: functions/hand-on.ts.

/**
 * The most that one event may hold, in bytes of its JSON. Lambda takes 1 MB of an asynchronous invocation, and 256 KB where
 * it is older; an event that could not be handled goes whole to the dead letters, with attributes beside it, into a
 * queue that takes 256 KiB unless it is told otherwise. Hence somewhat less than that.
 * Sources: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const EVENT_BYTES_MAX = 240 * 1024;

/**
 * One invocation may follow another so often. Lambda stops what it takes for an endless loop, of a function that invokes
 * itself too, once the same event has led to about 16 invocations. The bound leaves room below that; long before it the
 * next ticks have begun, and they serve first what has waited for longest.
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html,
 * https://aws.amazon.com/about-aws/whats-new/2023/07/aws-lambda-detects-recursive-loops-lambda-functions/
 */
export const GENERATIONS_MAX = 12;

export interface NextInvocation {
  /**
   * Asks for one more invocation of this function, with this event of at most `EVENT_BYTES_MAX`, and does not wait for it.
   * The event may arrive twice, and in seldom cases not at all: whoever takes it up finds out what is still to be done.
   * Throws `PortError` where it was not taken, or nobody knows whether it was.
   */
  handOn(event: object): Promise<void>;
}
