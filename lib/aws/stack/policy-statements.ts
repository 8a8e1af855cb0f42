// The statements of a policy's document, in whichever way a service hands it out.
import { PortError } from '../../core/errors.ts';

/**
 * A single statement may stand there without a list; none where there is no document. `policy` names it for the error.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
 */
export function statementsOf(document: string | undefined, call: string, policy: string): readonly unknown[] {
  if (document === undefined || document === '') return [];
  try {
    const { Statement } = JSON.parse(document) as { readonly Statement?: unknown };
    return [Statement ?? []].flat();
  } catch (cause) {
    throw new PortError(call, 'BadPolicy', `the document of ${policy} is no JSON`, { cause });
  }
}

/** IAM's documents are URL-encoded. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
export function encodedStatements(
  encoded: string | undefined,
  call: string,
  policy: string,
): readonly unknown[] {
  try {
    return statementsOf(encoded && decodeURIComponent(encoded), call, policy);
  } catch (cause) {
    if (cause instanceof PortError) throw cause;
    throw new PortError(call, 'BadPolicy', `the document of ${policy} is not URL-encoded`, { cause });
  }
}
