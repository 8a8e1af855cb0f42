// Pages as AWS gives them: at most so many entries, and an opaque token for the rest.
import { AwsError } from '../../sim/aws/aws-error.ts';

export interface Page<T> {
  readonly entries: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * Cuts one page. The token is base64 of the offset: opaque to callers, and refused if it is not ours.
 * Throws `InvalidNextToken`, or what the service calls it.
 */
export function pageOf<T>(
  all: readonly T[],
  size: number,
  nextToken: string | undefined,
  codeOfRefusal = 'InvalidNextToken',
): Page<T> {
  const offset = nextToken === undefined || nextToken === '' ? 0 : offsetOf(nextToken, codeOfRefusal);
  const end = offset + size;
  return {
    entries: all.slice(offset, end),
    ...(end < all.length && { nextToken: Buffer.from(`offset:${end}`).toString('base64') }),
  };
}

function offsetOf(nextToken: string, codeOfRefusal: string): number {
  const match = /^offset:(\d+)$/.exec(Buffer.from(nextToken, 'base64').toString());
  if (!match) throw new AwsError(codeOfRefusal, 'The NextToken value is not valid.');
  return Number(match[1]);
}
