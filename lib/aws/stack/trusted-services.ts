// Which services a role lets assume it, by its trust policy.
import * as z from 'zod';

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());

const document = z.looseObject({
  Statement: z.preprocess(
    (given) => (Array.isArray(given) ? given : [given]),
    z.array(
      z.looseObject({
        Effect: z.string(),
        Action: oneOrMany.optional(),
        Principal: z.union([z.string(), z.looseObject({ Service: oneOrMany.optional() })]).optional(),
      }),
    ),
  ),
});

/**
 * Of statements that allow `sts:AssumeRole`; none where the policy is of no known shape. IAM hands it out URL-encoded.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
 */
export function trustedServices(encoded: string): readonly string[] {
  const parsed = document.safeParse(jsonOf(encoded));
  if (!parsed.success) return [];
  return parsed.data.Statement.flatMap(({ Effect, Action = [], Principal }) => {
    const allows = Effect === 'Allow' && Action.some((one) => ['sts:AssumeRole', 'sts:*', '*'].includes(one));
    return allows && typeof Principal === 'object' ? (Principal.Service ?? []) : [];
  });
}

function jsonOf(encoded: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(encoded));
  } catch {
    return undefined; // A policy that cannot be read trusts nobody that we know of.
  }
}
