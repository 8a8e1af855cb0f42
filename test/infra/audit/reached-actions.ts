// Which IAM actions a function can come to call, from its source: every command of the AWS SDK that its code can
// reach, on rare paths too. By names: a unit is reached if a reached unit mentions its name, wherever it stands among
// the modules that the function loads. Too much may be reached that way, never too little.
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { PROJECT } from '../package-project-fixture.ts';
import { readModule, type SourceModule, type Unit } from './source-units.ts';

/** The service's prefix in IAM, by the package that calls it. */
const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/client-auto-scaling': 'autoscaling',
  '@aws-sdk/client-cloudwatch': 'cloudwatch',
  '@aws-sdk/client-dynamodb': 'dynamodb',
  '@aws-sdk/client-ec2': 'ec2',
  '@aws-sdk/client-eventbridge': 'events',
  '@aws-sdk/client-kinesis': 'kinesis',
  '@aws-sdk/client-lambda': 'lambda',
  '@aws-sdk/client-memorydb': 'memorydb',
  '@aws-sdk/client-resource-groups-tagging-api': 'tag',
  '@aws-sdk/client-secrets-manager': 'secretsmanager',
  '@aws-sdk/lib-dynamodb': 'dynamodb',
};

/** Actions whose name is not the command's. */
const RENAMED: Readonly<Record<string, string>> = {
  'dynamodb:BatchGet': 'dynamodb:BatchGetItem',
  'dynamodb:BatchWrite': 'dynamodb:BatchWriteItem',
  'dynamodb:Delete': 'dynamodb:DeleteItem',
  'dynamodb:Get': 'dynamodb:GetItem',
  'dynamodb:Put': 'dynamodb:PutItem',
  'dynamodb:Update': 'dynamodb:UpdateItem',
  'lambda:Invoke': 'lambda:InvokeFunction',
};

/** What a function does to itself is told apart from the same done to another: its role must allow the one alone. */
export const INVOKES_ITSELF = 'lambda:InvokeFunction on itself';

/** The module whose calls go to the function that makes them. */
const TO_ITSELF = 'lib/aws/aws-next-invocation.ts';

export type SourceText = (path: string) => string;

/** A file of the project as it is. */
export const projectText: SourceText = (path) => readFileSync(join(PROJECT, path), 'utf8');

/** The actions that a function's code can reach, such as `ec2:DescribeInstances`, sorted. */
export function reachedActions(functionName: string, textOf: SourceText = projectText): readonly string[] {
  const modules = modulesFrom(`functions/${functionName}.ts`, textOf);
  const reached = new Set(reachedUnits(modules));
  const actions = modules.flatMap(({ path, units }) =>
    units
      .filter((unit) => reached.has(unit))
      .flatMap(({ commands }) => commands.map(actionOf))
      .map((action) => (path === TO_ITSELF ? `${action} on itself` : action)),
  );
  return [...new Set(actions)].sort();
}

/** The module and all that it loads, one after the other. */
function modulesFrom(entry: string, textOf: SourceText): readonly SourceModule[] {
  const modules = new Map<string, SourceModule>();
  const toRead = [entry];
  for (let path = toRead.pop(); path !== undefined; path = toRead.pop()) {
    if (modules.has(path)) continue;
    const module = readModule(path, textOf(path));
    modules.set(path, module);
    for (const specifier of module.imports)
      if (specifier.startsWith('.') && specifier.endsWith('.ts'))
        toRead.push(normalize(join(dirname(path), specifier)));
  }
  return [...modules.values()];
}

function reachedUnits(modules: readonly SourceModule[]): readonly Unit[] {
  const byName = new Map<string, Unit[]>();
  for (const unit of modules.flatMap(({ units }) => units))
    byName.set(unit.name, [...(byName.get(unit.name) ?? []), unit]);
  const reached = new Set<Unit>();
  // What runs as a module is loaded, and what Lambda calls.
  const names = ['', 'handler'];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    for (const unit of byName.get(name) ?? []) {
      if (reached.has(unit)) continue;
      reached.add(unit);
      names.push(...[...unit.mentions].filter((mentioned) => byName.has(mentioned)));
    }
  }
  return [...reached];
}

function actionOf(command: string): string {
  const [specifier = '', name = ''] = command.split(' ');
  const service = SERVICES[specifier];
  if (service === undefined) throw new Error(`No IAM actions are known of ${specifier} (${name})`);
  const action = `${service}:${name.slice(0, -'Command'.length)}`;
  if (/:(Transact|Execute|BatchExecute)/.test(action))
    throw new Error(`${action} stands for several IAM actions: say which`);
  return RENAMED[action] ?? action;
}
