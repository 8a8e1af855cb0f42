// Which calls that a role's own policies allow its permissions boundary surely leaves out. A boundary allows nothing by itself: what
// it does not allow, or denies, is refused whatever the role's policies say.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
import { readStatement, type ReadStatement } from './read-statement.ts';
import { covers, meet } from './wildcards.ts';

/**
 * Actions, as the role's statements name them, each once. Conditions are not judged: where the boundary sets some, what allows is taken to
 * allow, and what denies not to deny.
 */
export function leftOut(granted: readonly unknown[], boundary: readonly unknown[]): readonly string[] {
  const bounds = boundary.map(readStatement);
  const allowing = bounds.filter(({ isAllow }) => isAllow);
  const denying = bounds.filter(({ isAllow, conditions }) => !isAllow && conditions.length === 0);
  const actions = granted.flatMap((statement) => {
    const { isAllow, resources } = readStatement(statement);
    if (!isAllow) return [];
    return actionsOf(statement).filter((action) => {
      const mayPass = resources.some(
        (resource) =>
          allowing.some((one) => mayName(one, action, resource)) &&
          !denying.some((one) => namesAll(one, action, resource)),
      );
      return !mayPass;
    });
  });
  return [...new Set(actions)].sort();
}

/** With their capitals, as they are told. */
function actionsOf(statement: unknown): readonly string[] {
  const { Action } = statement as { readonly Action?: string | readonly string[] };
  return [Action ?? []].flat();
}

type Match = (pattern: string, text: string) => boolean;

/** For some of what is meant. */
const mayName = (statement: ReadStatement, action: string, resource: string) =>
  names(statement, { action, resource, takes: meet, excepts: covers });

/** For all of it. */
const namesAll = (statement: ReadStatement, action: string, resource: string) =>
  names(statement, { action, resource, takes: covers, excepts: meet });

function names(
  { actions, notActions, resources, notResources }: ReadStatement,
  given: {
    readonly action: string;
    readonly resource: string;
    readonly takes: Match;
    readonly excepts: Match;
  },
): boolean {
  const { takes, excepts } = given;
  const isNamed = (list: readonly string[], others: readonly string[], text: string) =>
    others.length > 0 ? !others.some((one) => excepts(one, text)) : list.some((one) => takes(one, text));
  return (
    isNamed(actions, notActions, given.action.toLowerCase()) &&
    isNamed(resources, notResources, given.resource)
  );
}
