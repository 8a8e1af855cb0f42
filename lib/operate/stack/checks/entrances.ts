// Who may call the functions, and who may send to the queue of dead letters: those who must, and nobody besides. A rule that is
// enabled and may not call its function hands on nothing, and nothing of the rule shows it.
import { answered, note, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import { ALARMS, callersOf, INVOKE, isForStack, sendersTo, type ExpectedComer } from '../entrance.ts';
import { lettingOthers, letsIn, whoOf } from '../policies/lets-in.ts';
import {
  asDeployed,
  functionsThere,
  type ExaminedStack,
  type NamedFunction,
  type StackCheck,
} from '../stack-check.ts';

export const entranceChecks: StackCheck = {
  title: 'entrances',
  findings: (examined) => [
    ...functionsThere(examined).flatMap((called) => ofFunction(examined, called)),
    ...[...examined.deadLetters].flatMap(([arn, asked]) =>
      asked.ok && asked.value ? ofQueue(examined, arn, asked.value.statements) : [],
    ),
  ],
};

function ofFunction(examined: ExaminedStack, called: NamedFunction): readonly Finding[] {
  const asked = examined.entrances.get(called.own);
  const statements = asked && answered(asked);
  if (!statements) return [];
  const expected = callersOf(examined, called);
  const function_ = `the function ${called.name}`;
  return [
    ...expected
      .filter((comer) => !letsIn(statements, comer))
      .map((comer) =>
        wrong(
          'function-shut',
          `${function_} does not let ${comer.who} call it: ${comer.what}`,
          allowCommand(called, comer),
        ),
      ),
    ...others(examined, statements, expected).map(({ statement, isOpen }) => {
      const fix =
        statement.sid === undefined
          ? `aws lambda get-policy --function-name ${called.name}`
          : `aws lambda remove-permission --function-name ${called.name} --statement-id ${shellWord(statement.sid)}`;
      return letsMore(`${function_} may be called by ${whoOf(statement)}`, isOpen, fix);
    }),
  ];
}

/**
 * EventBridge tries no event again that it may not hand over, so that each minute counts: the permission at once, by itself.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
function allowCommand(called: NamedFunction, { service, sourceArn, account }: ExpectedComer): string {
  const name = sourceArn?.split(/[:/]/).at(-1) ?? service.split('.')[0] ?? service;
  const arn = sourceArn === undefined ? '<its ARN>' : shellWord(sourceArn);
  return (
    `aws lambda add-permission --function-name ${called.name} --statement-id ${shellWord(`by-hand-${name}`)} ` +
    `--action ${INVOKE} --principal ${service} ${service === ALARMS ? `--source-account ${account}` : `--source-arn ${arn}`}`
  );
}

/** Whom nobody deployed; what is the stack's own is none of them. */
function others(
  { stackName }: ExaminedStack,
  statements: readonly unknown[],
  expected: readonly ExpectedComer[],
) {
  return lettingOthers(statements, expected).filter(
    ({ statement, isOpen }) => isOpen || !isForStack(statement, stackName),
  );
}

function ofQueue(examined: ExaminedStack, arn: string, statements: readonly unknown[]): readonly Finding[] {
  const expected = sendersTo(examined, arn);
  const queue = `the queue ${arn.split(':').at(-1) ?? arn}`;
  const fix = asDeployed(examined);
  return [
    ...expected
      .filter((comer) => !letsIn(statements, comer))
      .map(({ who, what }) =>
        wrong(
          'queue-shut',
          `${queue} takes nothing from ${who}: what that cannot hand over is lost (${what})`,
          fix,
        ),
      ),
    ...others(examined, statements, expected).map(({ statement, isOpen }) =>
      letsMore(`${queue} takes messages from ${whoOf(statement)}`, isOpen, fix),
    ),
  ];
}

function letsMore(what: string, isOpen: boolean, fix: string): Finding {
  return isOpen
    ? wrong('entrance-open', `${what}, whoever's they are: nothing bounds in whose name they come`, fix)
    : note('entrance-more', `${what}, which is not deployed so`, fix);
}
