// Sends many gateways one message, side by side. One that is slow or dead costs its own deadline, never the batch.
// Next: route-table.ts, the message; functions/probe.ts for the Lambda around this.
import {
  PUSH_DEADLINE_DEFAULT_MS,
  type GatewayAddress,
  type PushAnswer,
  type PushRequest,
} from '../../targets/rdb-group/ports/gateways.ts';
import { isCompleteButForGone, whyIncomplete } from '../../routing/why-incomplete.ts';
import type { StartDeadline } from '../deadline.ts';
import { openConnection } from '../ipc/connection.ts';
import { failureOf } from '../probe-failure.ts';
import { routeMessage } from './route-table.ts';

/** One answer for each gateway, in their order; never throws for what a gateway does. */
export async function pushToGateways(
  { gateways, route, nowMs, access, deadlineMs = PUSH_DEADLINE_DEFAULT_MS }: PushRequest,
  startDeadline: StartDeadline,
): Promise<readonly PushAnswer[]> {
  const complete = whyIncomplete(route, nowMs).reasons.length === 0;
  const message = routeMessage({
    ...route,
    complete,
    ...(!complete && isCompleteButForGone(route, nowMs) && { isCompleteButForGone: true }),
  });
  return Promise.all(
    gateways.map(async ({ instanceId, host, port }): Promise<PushAnswer> => {
      const deadline = startDeadline(deadlineMs);
      try {
        await handOver(message, { host, port, ...access }, deadline.signal);
        return { kind: 'pushed', instanceId };
      } catch (error) {
        return { kind: 'failed', instanceId, failure: failureOf(error, { host, port }, deadlineMs) };
      } finally {
        deadline.cancel();
      }
    }),
  );
}

async function handOver(
  message: Uint8Array,
  target: Pick<GatewayAddress, 'host' | 'port'> & PushRequest['access'],
  signal: AbortSignal,
): Promise<void> {
  const connection = await openConnection(target, { signal });
  try {
    await connection.handOver(message);
  } finally {
    connection.close();
  }
}
