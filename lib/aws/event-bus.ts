// Decisions and launch failures on the default event bus. Only cycles that act have any, so this file is
// only ever loaded by `import()`, from aws-announcer.ts and clients.ts.
import {
  EventBridgeClient,
  PutEventsCommand,
  type EventBridgeClientConfig,
} from '@aws-sdk/client-eventbridge';
import { PortError } from '../core/errors.ts';
import type { Announcement } from '../ports/announcer.ts';
import type { AwsCalls } from './aws-calls.ts';
import { toldOf } from './told-entry.ts';

/** `source` of Spillway's events. */
export const EVENT_SOURCE = 'spillway';

/** The client that `putEvent` takes; made once per process, in clients.ts. */
export function createEventBridgeClient(config: EventBridgeClientConfig): EventBridgeClient {
  return new EventBridgeClient(config);
}

/**
 * Puts one event. Retried where needed: who listens must bear an event twice, as EventBridge says anyway.
 * Throws `PortError`, also for an event that was refused with status 200.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function putEvent(
  client: EventBridgeClient,
  calls: AwsCalls,
  announcement: Announcement,
): Promise<void> {
  const call = 'events:PutEvents';
  const command = new PutEventsCommand({ Entries: [eventOf(announcement)] });
  const answer = await calls.record(call, (options) => client.send(command, options));
  const [entry] = answer.Entries ?? [];
  if (answer.FailedEntryCount === 0 || (answer.FailedEntryCount === undefined && entry?.EventId)) return;
  throw new PortError(
    call,
    entry?.ErrorCode ?? 'IncompleteAnswer',
    entry?.ErrorMessage ?? 'the event failed',
  );
}

function eventOf(announcement: Announcement) {
  const { type, ...told } = announcement;
  const said = 'entry' in told ? told.entry : told;
  return {
    Source: EVENT_SOURCE,
    DetailType: type,
    Detail: JSON.stringify(toldOf(said)),
    Time: new Date(said.atMs),
  };
}
