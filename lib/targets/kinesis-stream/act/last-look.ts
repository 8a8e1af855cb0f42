// A last look at a stream before it is changed: AWS takes no change of a stream that is being changed, and counts each that it
// takes, so one that rests on an older picture is not sent at all.
import { PortError } from '../../../core/errors.ts';
import type { NotSent } from '../../../core/outcome.ts';
import type { StreamAction } from '../domain/plan.ts';
import { parseStreamPolicy } from '../domain/policy.ts';
import { MANAGED_TAG } from '../domain/stream.ts';
import type { StreamSeen } from '../observe/observe.ts';
import type { StreamPorts } from '../ports/stream-ports.ts';
import type { Stream } from '../ports/streams.ts';

type Ports = Pick<StreamPorts, 'streamReader' | 'clock'>;

/** What stands in the action's way; `undefined` if nothing does. */
export async function lastLook(
  action: StreamAction,
  { seen: { stream, operatorTarget } }: { readonly seen: StreamSeen },
  { streamReader, clock }: Ports,
): Promise<NotSent | undefined> {
  const { name } = stream;
  const unsent = `${name} was not set to ${action.shards} shards`;
  let now: Stream | undefined;
  try {
    now = await streamReader.readStream(name);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { kind: 'not-sent', why: 'unread', message: `${unsent}: it could not be read again` };
  }
  const asked = operatorTarget === undefined ? 'by-plan' : 'by-hand';
  const overtaken = whatOvertook(action, { now, asked, nowMs: clock.nowMs() });
  if (overtaken === undefined) return undefined;
  return { kind: 'not-sent', why: 'overtaken', message: `${unsent}: ${overtaken}` };
}

/** What has become of the stream since it was looked at; `undefined` while it is as it was. */
function whatOvertook(
  { from, shards }: StreamAction,
  given: { readonly now: Stream | undefined; readonly asked: 'by-plan' | 'by-hand'; readonly nowMs: number },
): string | undefined {
  const { now, asked, nowMs } = given;
  if (!now) return 'it is gone';
  if (now.tags[MANAGED_TAG] !== 'true') return `it has no tag ${MANAGED_TAG} = true any more`;
  const { ok, policy } = parseStreamPolicy(now.tags);
  if (!ok) return 'its tags cannot be read any more';
  if (policy.mode !== 'act') return `its tag spillway:mode is ${policy.mode} now`;
  const { pauseUntilMs = 0 } = policy;
  if (asked === 'by-plan' && pauseUntilMs > nowMs) return 'it is paused now';
  if (now.mode !== 'provisioned') return 'it is on demand now';
  if (now.status !== 'active') return `it is ${now.status} now`;
  if (shards > from && shards > policy.shardsMax) return `its tags allow ${policy.shardsMax} shards now`;
  if (shards < from && shards < policy.shardsMin) return `its tags ask for ${policy.shardsMin} shards now`;
  return now.shardCount === from ? undefined : `it has ${now.shardCount} shards now, and had ${from}`;
}
