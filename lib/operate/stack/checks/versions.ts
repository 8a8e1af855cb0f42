// What the functions run: whether they are there, whether Lambda takes them, and of which version of Spillway they are.
import { note, wrong, type Finding } from '../../doctor/check.ts';
import { functionNameOf, OPTIONAL_FUNCTION, STACK_RUNTIME } from '../expected-stack.ts';
import {
  DEPLOY,
  functionsThere,
  type ExaminedStack,
  type NamedFunction,
  type StackCheck,
} from '../stack-check.ts';

export const versionChecks: StackCheck = {
  title: 'versions',
  findings: (examined) => [
    ...missing(examined),
    ...functionsThere(examined).flatMap((one) => [
      ...failed(one),
      ...ofRuntime(one),
      ...ofVersion(one, examined.version),
    ]),
    ...ofBuilds(examined),
  ],
};

function missing({ stackName, functions }: ExaminedStack): readonly Finding[] {
  const names = [...functions].flatMap(([own, asked]) =>
    asked.ok && !asked.value && own !== OPTIONAL_FUNCTION ? [functionNameOf(stackName, own)] : [],
  );
  return names.map((name) => wrong('function-missing', `there is no function ${name}`, DEPLOY));
}

function failed({ name, trouble }: NamedFunction): readonly Finding[] {
  if (trouble === undefined) return [];
  return [
    wrong(
      'function-failed',
      `the function ${name} does not run as it was deployed: ${trouble}`,
      `aws lambda get-function-configuration --function-name ${name}`,
    ),
  ];
}

function ofRuntime({ name, runtime }: NamedFunction): readonly Finding[] {
  if (runtime === STACK_RUNTIME) return [];
  const text = `the function ${name} runs on ${runtime ?? 'no runtime of Lambda'}, and this version is made for ${STACK_RUNTIME}`;
  return [wrong('other-runtime', text, DEPLOY)];
}

function ofVersion({ name, version }: NamedFunction, ours: string): readonly Finding[] {
  if (version === ours) return [];
  if (version === undefined)
    return [
      wrong(
        'old-version',
        `the function ${name} is of a version that does not say which, and this is ${ours}`,
        DEPLOY,
      ),
    ];
  if (isOlder(version, ours))
    return [
      wrong('old-version', `the function ${name} is of version ${version}, and this is ${ours}`, DEPLOY),
    ];
  const text = `the function ${name} is of version ${version}, and this is ${ours}: what is new there is not looked at`;
  return [note('newer-version', text, `npm install spillway@${version} # or check that version out`)];
}

/** Of functions of this version, what another has been told of already. */
function ofBuilds(examined: ExaminedStack): readonly Finding[] {
  const functions = functionsThere(examined).filter(({ version }) => version === examined.version);
  const builds = new Set(functions.map(({ build }) => build));
  if (builds.size > 1) {
    const told = [...builds].map((build) => {
      const names = functions.filter((one) => one.build === build).map(({ name }) => name);
      return `${names.join(', ')} of ${build ?? 'one that does not say which'}`;
    });
    const text = `the functions are of several builds of ${examined.version}: ${told.join('; ')}; a deployment ended half-way, or somebody changed one by hand`;
    return [wrong('mixed-builds', text, DEPLOY)];
  }
  const [build] = builds;
  if (functions.length === 0 || build === examined.build) return [];
  const which = build === undefined ? 'a build that does not say which' : `build ${build}`;
  const text = `the functions are of ${which} of ${examined.version}, and this is build ${examined.build}: either may be the newer one`;
  return [note('other-build', text, DEPLOY)];
}

/** By their numbers, the first that differs; one that is no number counts as older. */
function isOlder(version: string, than: string): boolean {
  const numbers = (given: string) => given.split('.').map((part) => Number.parseInt(part, 10));
  const other = numbers(than);
  for (const [place, number] of numbers(version).entries()) {
    if (Number.isNaN(number)) return true;
    if (number !== other[place]) return number < (other[place] ?? 0);
  }
  return true;
}
