// What Lambda and SQS publish by themselves of the stack: invocations and errors of each function, and each minute how many
// messages wait in its queue.
// Sources: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
//   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
import { MINUTE_MS } from '../../core/units.ts';
import type { MetricStore } from '../../sim/aws/metric-store.ts';
import type { VirtualClock } from '../../sim/virtual-clock.ts';
import type { EmulatedStack } from './emulated-stack.ts';

export interface StackMetrics {
  /** An invocation that began at that time is over. */
  readonly invoked: (ownName: string, run: { readonly atMs: number; readonly failed: boolean }) => void;
  readonly stop: () => void;
}

export function publishStackMetrics(given: {
  readonly stack: EmulatedStack;
  readonly metrics: MetricStore;
  readonly clock: Pick<VirtualClock, 'nowMs' | 'schedule'>;
  readonly waitingCount: () => number;
}): StackMetrics {
  const { stack, metrics, clock, waitingCount } = given;
  let isStopped = false;

  /** Published only once a message has been there: before that, no call has made the queue active. */
  const publishQueue = (): void => {
    if (isStopped) return;
    const dimensions = { QueueName: stack.queueName };
    const known = metrics.find('AWS/SQS', VISIBLE, dimensions);
    if (known || waitingCount() > 0)
      metrics.put(metrics.open('AWS/SQS', VISIBLE, dimensions), {
        atMs: clock.nowMs(),
        value: waitingCount(),
      });
    clock.schedule(clock.nowMs() + MINUTE_MS, publishQueue);
  };
  clock.schedule(clock.nowMs() + MINUTE_MS, publishQueue);

  return {
    invoked: (ownName, { atMs, failed }) => {
      const dimensions = { FunctionName: stack.nameOf(ownName) };
      const values = { Invocations: 1, Errors: failed ? 1 : 0 };
      for (const [name, value] of Object.entries(values))
        metrics.put(metrics.open('AWS/Lambda', name, dimensions), { atMs, value });
    },
    stop: () => {
      isStopped = true;
    },
  };
}

const VISIBLE = 'ApproximateNumberOfMessagesVisible';
