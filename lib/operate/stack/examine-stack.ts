// Reads everything about a deployed stack that its checks look at. A read that is refused does not keep the others from being
// made. What is made of it: diagnose-stack.ts.
import type { StackReader } from '../../ports/deployed-stack.ts';
import { answered, ask, type Asked } from '../doctor/check.ts';
import { isOfThisAccount, tellingTopics, wakingSubscriptions } from './checks/notifications.ts';
import { LOOK_BACK_MS } from './checks/tick.ts';
import { wakingTopicArn, type Comers } from './entrance.ts';
import {
  ALARM_PREFIX,
  functionNameOf,
  STACK_FUNCTIONS,
  TICK_FUNCTION,
  TICK_SCHEDULE,
} from './expected-stack.ts';
import { EVENT_ROUTES } from './event-routes.ts';
import {
  functionsThere,
  isOfThisBuild,
  tellingNames,
  usedRoles,
  type ExaminedStack,
  type NamedFunction,
} from './stack-check.ts';

/** The stack whose tick is scheduled; `undefined` if none is. Throws `PortError`. */
export async function findStackName(reader: Pick<StackReader, 'readSchedules'>): Promise<string | undefined> {
  const tick = (await reader.readSchedules()).find(({ name }) => name === TICK_SCHEDULE);
  const called = tick?.targetArn?.split(':').at(-1);
  const end = `-${TICK_FUNCTION}`;
  return called?.endsWith(end) ? called.slice(0, -end.length) : undefined;
}

/** `undefined` if no function of such a stack is there. */
export async function examineStack(
  reader: StackReader,
  { stackName, nowMs, version, build }: Pick<ExaminedStack, 'stackName' | 'nowMs' | 'version' | 'build'>,
): Promise<ExaminedStack | undefined> {
  const functions: ExaminedStack['functions'] = await askEach(STACK_FUNCTIONS, (name) =>
    reader.readFunction(functionNameOf(stackName, name)),
  );
  if ([...functions.values()].every((asked) => asked.ok && !asked.value)) return undefined;
  const there = functionsThere({ functions });
  const schedules = await ask(reader.readSchedules);
  const roleArns = usedRoles({ functions, schedules }).map(({ arn }) => arn);
  const roles = await askEach(roleArns, reader.readRole);
  const alarms = await ask(() => reader.readAlarms(ALARM_PREFIX));
  const comers = {
    functions,
    routes: await routesOf(reader, there),
    entrances: await entrancesOf(reader, there),
    deadLetters: await askEach(
      there.flatMap(({ deadLettersArn }) => deadLettersArn ?? []),
      reader.readQueue,
    ),
  };
  const topics = await askEach(topicsOf({ alarms, ...comers }), reader.readTopic);
  return {
    ...{ stackName, nowMs, version, build, schedules, roles, alarms, ...comers },
    rolePolicies: await askEach(roleArns, reader.readRolePolicies),
    boundaries: await askEach(
      [...roles.values()].flatMap((role) => answered(role)?.boundaryArn ?? []),
      reader.readBoundary,
    ),
    topics,
    failedActions: await failedActionsOf(reader, { alarms, functions }),
    redrives: await askEach(
      wakingSubscriptions({ topics, ...comers }).map(({ arn }) => arn),
      reader.readRedrive,
    ),
    quota: await ask(reader.readQuota),
    template: isOfThisBuild({ functions, version, build })
      ? undefined
      : await ask(() => reader.readTemplate(stackName)),
    lastTickMs: await ask(() =>
      reader.readLastInvokedMs(functionNameOf(stackName, TICK_FUNCTION), {
        fromMs: nowMs - LOOK_BACK_MS,
        toMs: nowMs,
      }),
    ),
  };
}

/** Of alarms that call nothing there is nothing to be asked. */
async function failedActionsOf(
  reader: Pick<StackReader, 'readFailedActions'>,
  examined: Pick<ExaminedStack, 'alarms' | 'functions'>,
): Promise<ExaminedStack['failedActions']> {
  const names = tellingNames(examined);
  const telling = (answered(examined.alarms) ?? []).filter(
    ({ name, actionArns }) => names.includes(name) && actionArns.length > 0,
  );
  const asked = await askEach(telling, reader.readFailedActions);
  return new Map([...asked].map(([{ name }, answer]) => [name, answer]));
}

/** Of this account: another's tells nothing of itself. */
function topicsOf(examined: Comers & Pick<ExaminedStack, 'functions' | 'alarms'>): readonly string[] {
  const topics = [...tellingTopics(examined), wakingTopicArn(examined) ?? []].flat();
  return topics.filter((arn) => isOfThisAccount(examined, arn));
}

async function entrancesOf(
  reader: Pick<StackReader, 'readEntrance'>,
  there: readonly NamedFunction[],
): Promise<ExaminedStack['entrances']> {
  const arns = new Map(there.map(({ own, arn }) => [own, arn]));
  return askEach([...arns.keys()], (own) => reader.readEntrance(arns.get(own) ?? ''));
}

/** Of those that are there, of which the stack's rules call some. */
async function routesOf(
  reader: Pick<StackReader, 'readRoutes'>,
  there: readonly NamedFunction[],
): Promise<ExaminedStack['routes']> {
  const arns = new Map(there.map(({ own, arn }) => [own, arn]));
  const called = EVENT_ROUTES.map(({ own }) => own).filter((own) => arns.has(own));
  return askEach(called, (own) => reader.readRoutes(arns.get(own) ?? ''));
}

/** Each once, in their order. */
async function askEach<Key, Value>(
  keys: readonly Key[],
  read: (key: Key) => Promise<Value>,
): Promise<ReadonlyMap<Key, Asked<Value>>> {
  const answers = new Map<Key, Asked<Value>>();
  for (const key of new Set(keys)) answers.set(key, await ask(() => read(key)));
  return answers;
}
