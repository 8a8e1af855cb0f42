// A handler of one action: what the request must be, and what is done with it.
import type * as z from 'zod';
import type { ActionName, ServiceName } from '../action-table.ts';
import type { WireReply } from '../wire/request.ts';
import type { Answer } from '../wire/xml.ts';

/** What a handler may know besides its request. */
export interface ActionContext {
  /** Virtual time, ms since the epoch. */
  readonly nowMs: number;
  /** As the call log has it. */
  readonly caller: string;
  readonly requestId: string;
  /** Where the caller has reached the emulator. */
  readonly endpoint: string;
}

export interface ServiceAction {
  readonly schema: z.ZodType;
  readonly handle: (params: never, context: ActionContext) => Answer | RawReply | Promise<Answer | RawReply>;
}

/** One handler for each row of the table, no more and no fewer. */
export type ServiceActions<S extends ServiceName> = Readonly<Record<ActionName<S>, ServiceAction>>;

/** An answer that is written as it stands: Lambda's payload. */
export interface RawReply {
  readonly raw: WireReply;
}

/** Pairs a schema with its handler; throws of `AwsError` become AWS's error replies. */
export function serviceAction<S extends z.ZodType>(
  schema: S,
  handle: (params: z.output<S>, context: ActionContext) => Answer | RawReply | Promise<Answer | RawReply>,
): ServiceAction {
  return { schema, handle };
}
