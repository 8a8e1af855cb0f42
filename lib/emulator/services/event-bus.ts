// EventBridge: PutEvents takes entries and keeps them, for tests and the demo to look at.
// Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import * as z from 'zod';
import { stableUuid } from '../aws-names.ts';
import { listOf, text } from '../wire/params.ts';
import { type ServiceActions, serviceAction } from './service-action.ts';

/** An event that somebody put on the bus. */
export interface PutEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
  readonly atMs: number;
}

/** AWS takes at most 10 entries a call. */
export const PUT_EVENTS_ENTRIES_MAX = 10;

const entry = z.object({
  Source: text.optional(),
  DetailType: text.optional(),
  Detail: text.optional(),
  Resources: listOf(text),
});

/** `events` grows with each entry taken; an entry that is not one is answered with its own error code. */
export function eventBusActions(events: PutEvent[]): Pick<ServiceActions<'events'>, 'PutEvents'> {
  return {
    PutEvents: serviceAction(
      z.object({ Entries: z.array(entry).min(1).max(PUT_EVENTS_ENTRIES_MAX) }),
      ({ Entries }, { nowMs, requestId }) => {
        const results = Entries.map((given, index) => take(given, nowMs, `${requestId}/${index}`, events));
        return {
          FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
          Entries: results,
        };
      },
    ),
  };
}

function take(given: z.output<typeof entry>, atMs: number, id: string, events: PutEvent[]) {
  const { Source, DetailType, Detail, Resources } = given;
  if (!Source || !DetailType || !Detail) {
    const missing = !Source ? 'Source' : !DetailType ? 'DetailType' : 'Detail';
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  }
  const detail = parseJson(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  events.push({ source: Source, detailType: DetailType, detail, resources: Resources, atMs });
  return { EventId: stableUuid(id) };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined; // the entry's own error code says so
  }
}
