// What roles and rules of a stack are compared with: what this build deploys where the functions are of this build, and else the
// template that the stack itself was deployed with. So what somebody has changed by hand is found in every build; that the build is
// another one, the versions tell.
import { answered } from '../doctor/check.ts';
import { EVENT_ROUTES, routesFrom, type ExpectedRoute } from './event-routes.ts';
import { BUILT_IN_STATEMENTS } from './granted.ts';
import { asDeployed, isOfThisBuild, isOfThisVersion, putBack, type ExaminedStack } from './stack-check.ts';
import { rolePolicies, type WrittenStatement } from './template/role-policies.ts';
import type { Members } from './template/members.ts';

export interface Yardstick {
  /** `undefined`: what its roles are given is not known. */
  readonly statements: readonly WrittenStatement[] | undefined;
  readonly routes: readonly ExpectedRoute[];
  /** Whether the stack was deployed so. Else another build of this version may have it otherwise. */
  readonly isSure: boolean;
  /** What puts back what is otherwise. */
  readonly fix: string;
}

export function yardstickOf(examined: ExaminedStack): Yardstick {
  const builtIn = { statements: BUILT_IN_STATEMENTS, routes: EVENT_ROUTES, fix: asDeployed(examined) };
  if (isOfThisBuild(examined)) return { ...builtIn, isSure: true };
  const template = templateOf(examined);
  if (template?.ok) return { ...template.yardstick, isSure: true, fix: putBack(examined.stackName) };
  if (isOfThisVersion(examined)) return { ...builtIn, isSure: false };
  return { ...builtIn, statements: undefined, isSure: false };
}

/** Why the deployed template was not to be read, where it was asked for and is there. */
export function templateProblem(examined: ExaminedStack): string | undefined {
  const template = templateOf(examined);
  return template?.ok === false ? template.problem : undefined;
}

type ReadTemplate =
  | { readonly ok: true; readonly yardstick: Pick<Yardstick, 'statements' | 'routes'> }
  | { readonly ok: false; readonly problem: string };

function templateOf({ template: asked }: ExaminedStack): ReadTemplate | undefined {
  const template = asked && answered(asked);
  if (template === undefined) return undefined;
  try {
    const members = template as Members;
    return { ok: true, yardstick: { statements: rolePolicies(members), routes: routesFrom(members) } };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}
