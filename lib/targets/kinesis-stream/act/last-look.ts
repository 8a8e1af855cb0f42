// A last look at a stream before it is changed: AWS counts each change that it takes.
import type { NotSent } from '../../../core/outcome.ts';
import { lastLook } from '../../last-look.ts';
import { whyNotSoMany, whyOwnerForbids } from '../../../sharded/what-overtook.ts';
import type { StreamAction } from '../domain/plan.ts';
import { parseStreamPolicy } from '../domain/policy.ts';
import type { StreamSeen } from '../observe/observe.ts';
import type { StreamPorts } from '../ports/stream-ports.ts';
import type { Stream } from '../ports/streams.ts';

type Ports = Pick<StreamPorts, 'streamReader' | 'clock'>;

/** What stands in the action's way; `undefined` if nothing does. */
export function lastLookAtStream(
  action: StreamAction,
  { seen: { stream, operatorTarget } }: { readonly seen: StreamSeen },
  { streamReader, clock }: Ports,
): Promise<NotSent | undefined> {
  const { name } = stream;
  const isByHand = operatorTarget !== undefined;
  return lastLook({
    unsent: `${name} was not set to ${action.shards} shards`,
    read: () => streamReader.readStream(name),
    whatOvertook: (now) => whatOvertook(action, now, { isByHand, nowMs: clock.nowMs() }),
  });
}

function whatOvertook(
  action: StreamAction,
  { tags, mode, status, shardCount }: Stream,
  asked: { readonly isByHand: boolean; readonly nowMs: number },
): string | undefined {
  const parsed = parseStreamPolicy(tags);
  const forbidden = whyOwnerForbids(tags, parsed, asked);
  if (forbidden !== undefined) return forbidden;
  if (mode !== 'provisioned') return 'it is on demand now';
  if (status !== 'active') return `it is ${status} now`;
  return whyNotSoMany(action, parsed.policy, shardCount);
}
