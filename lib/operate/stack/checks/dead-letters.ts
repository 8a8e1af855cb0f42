// Events that no function could handle, and whether there is a place for them.
import { shellWord, wrong, type Finding } from '../../doctor/check.ts';
import {
  asDeployed,
  functionsThere,
  type ExaminedStack,
  type StackCheck,
  type NamedFunction,
} from '../stack-check.ts';

/** Called for an answer, which tells of a failure by itself. */
const ANSWERING = new Set<NamedFunction['own']>(['discover', 'probe']);

export const deadLetterChecks: StackCheck = {
  title: 'dead letters',
  findings: (examined) => [
    ...nowhere(examined),
    ...[...examined.deadLetters].flatMap(([arn, asked]) =>
      asked.ok ? ofQueue(arn, asked.value?.waitingCount, asDeployed(examined)) : [],
    ),
  ],
};

function nowhere(examined: ExaminedStack): readonly Finding[] {
  const fix = asDeployed(examined);
  return functionsThere(examined)
    .filter(({ own, deadLettersArn }) => !ANSWERING.has(own) && deadLettersArn === undefined)
    .map(({ name }) =>
      wrong(
        'no-dead-letters',
        `what the function ${name} cannot handle is lost: it has no queue for it`,
        fix,
      ),
    );
}

function ofQueue(arn: string, count: number | undefined, fix: string): readonly Finding[] {
  const name = arn.split(':').at(-1) ?? arn;
  if (count === undefined)
    return [
      wrong('queue-missing', `the queue ${name}, where events go that cannot be handled, is not there`, fix),
    ];
  if (count === 0) return [];
  const events =
    count === 1
      ? 'an event that could not be handled waits'
      : `${count} events that could not be handled wait`;
  return [
    wrong(
      'dead-letters',
      `${events} in ${name} (docs/operations.md, spillway-dead-letters)`,
      `aws sqs receive-message --attribute-names All --message-attribute-names All --queue-url $(aws sqs get-queue-url --queue-name ${shellWord(name)} --output text)`,
    ),
  ];
}
