// Schemas for request members that accept both the query protocols' strings and JSON's values, and the
// sentence that AWS answers to a request that does not fit.
import * as z from 'zod';

export const text = z.string().min(1);
export const integer = z.coerce.number().int();
export const float = z.coerce.number();
/** `true`/`false` as text in query requests. */
export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);

/** An empty list travels as `Name=` in the query protocols, and not at all in JSON. */
export const listOf = <S extends z.ZodType>(element: S) =>
  z.preprocess((value) => (value === '' || value === undefined ? [] : value), z.array(element));

/** Epoch seconds in JSON, ISO 8601 in query requests; to ms since the epoch. */
export const timestampMs = z
  .union([z.number(), z.string()])
  .transform((value) => {
    if (typeof value === 'number') return value * 1000;
    return /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
  })
  .refine((ms) => Number.isFinite(ms), { error: 'a timestamp' });

/**
 * AWS's sentence for what does not fit: `1 validation error detected: Value at 'desiredCapacity' failed to
 * satisfy constraint: Member must not be null`.
 */
export function describeMisfit(error: z.ZodError): string {
  const sentences = error.issues.map((issue) => {
    const [first = '', ...rest] = issue.path.map(String);
    const member = [first.charAt(0).toLowerCase() + first.slice(1), ...rest].join('.');
    const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
    return `Value at '${member}' failed to satisfy constraint: ${isMissing ? 'Member must not be null' : issue.message}`;
  });
  const count = sentences.length;
  return `${count} validation error${count === 1 ? '' : 's'} detected: ${sentences.join('; ')}`;
}
