// What is still to be found out, and told, once a plan was carried out: why capacity does not come, and where data is.
import type { Plan } from '../domain/plan.ts';
import type { RouteLearned } from '../domain/learned/route-learned.ts';
import { policyOf } from '../domain/policy-of.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupPorts } from '../ports/group-ports.ts';
import { pushRoute } from './gateways/push-route.ts';
import { reportLaunchFailures, type LaunchFailures } from './launch-failures.ts';
import { tellRoute, type RouteTold } from './tell-route.ts';

export interface GroupAftermath extends LaunchFailures, Pick<RouteTold, 'route' | 'misfits'> {}

interface CarriedOut {
  readonly seen: Snapshot;
  readonly plan: Plan;
}

/** Throws nothing; the problems of both are one. */
export async function followUp(case_: CarriedOut, ports: GroupPorts): Promise<GroupAftermath> {
  const { problem, ...launches } = await reportLaunchFailures(case_.seen, ports);
  const { problem: untold, found, route, ...told } = await tellRoute(case_, ports);
  const problems = [problem, untold].filter((one) => one !== undefined);
  return {
    ...launches,
    ...told,
    ...(route && { route: found ? await pushed({ found, route }, case_, ports) : route }),
    ...(problems.length === 1 && { problem: problems[0] }),
    ...(problems.length > 1 && {
      problem: new AggregateError(problems, problems.map(String).join('; and ')),
    }),
  };
}

/** What was told, with what is to be remembered of the push. */
async function pushed(
  { found, route }: Required<Pick<RouteTold, 'found' | 'route'>>,
  { seen }: CarriedOut,
  ports: GroupPorts,
): Promise<RouteLearned> {
  const { policy } = policyOf(seen.group);
  const push = await pushRoute({ route: found, policy, known: seen.learned.route?.push }, ports);
  return { ...route, ...(push && { push }) };
}
