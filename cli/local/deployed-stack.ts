// The stack of this version as the local AWS has it deployed: with the probe, and without any other option.
import type { StackOptions } from '../../lib/emulator/stack/emulated-stack.ts';
import { granted, namesOf, type Names, type RoleUser } from '../../lib/operate/stack/granted.ts';
import { thisBuild, VERSION } from '../version.ts';

/** The names that the template gives inline policies. */
const POLICY_NAMES: Readonly<Partial<Record<RoleUser, string>>> = {
  discover: 'discover',
  probe: 'probe',
  schedules: 'schedules',
};

export function deployedStack(stackName: string): StackOptions {
  return {
    name: stackName,
    version: VERSION,
    build: thisBuild(),
    policiesOf: (user, at) => policiesOf(user as RoleUser, namesOf({ ...at, stackName, keyArn: undefined })),
  };
}

/** What a role has with the probe alone is a policy of its own. */
function policiesOf(user: RoleUser, names: Names) {
  const always = granted(user, () => false, names);
  const sids = new Set(always.map(({ Sid }) => Sid));
  const withProbe = granted(user, (condition) => condition === 'WithProbe', names).filter(
    ({ Sid }) => !sids.has(Sid),
  );
  return {
    ...(always.length > 0 && { [POLICY_NAMES[user] ?? 'cycle']: always }),
    ...(withProbe.length > 0 && { probe: withProbe }),
  };
}
