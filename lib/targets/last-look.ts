// A last look at a target before it is changed: AWS takes no change of one that is being changed, and one that rests on an older
// picture is not sent at all.
import { PortError } from '../core/errors.ts';
import type { NotSent } from '../core/outcome.ts';

/** A target read again; `undefined` where it is gone. */
export interface LastLook<Now> {
  /** `feed was not changed`, for what is told where it was not. */
  readonly unsent: string;
  read(): Promise<Now | undefined>;
  /** What has become of it since it was looked at; `undefined` while it is as it was. */
  whatOvertook(now: Now): string | undefined;
}

/** What stands in a change's way; `undefined` if nothing does. */
export async function lastLook<Now>({
  unsent,
  read,
  whatOvertook,
}: LastLook<Now>): Promise<NotSent | undefined> {
  let now: Now | undefined;
  try {
    now = await read();
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { kind: 'not-sent', why: 'unread', message: `${unsent}: it could not be read again` };
  }
  const overtaken = now === undefined ? 'it is gone' : whatOvertook(now);
  if (overtaken === undefined) return undefined;
  return { kind: 'not-sent', why: 'overtaken', message: `${unsent}: ${overtaken}` };
}
