// Whom the policy of a function, a queue or a topic lets in. Only conditions on who sends are judged; where a policy sets others,
// what allows is taken to allow, and what denies not to deny: what is told as wrong is then surely so.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { readStatement, type ReadCondition, type ReadStatement } from './read-statement.ts';
import { covers } from './wildcards.ts';

/** A service that comes in the name of something of the account. */
export interface Comer {
  /** `events.amazonaws.com`. */
  readonly service: string;
  /** `lambda:InvokeFunction`. */
  readonly action: string;
  /** What it comes for: a rule, a topic. `undefined`: any of its kind. */
  readonly sourceArn?: string | undefined;
  readonly account: string;
}

export function letsIn(statements: readonly unknown[], comer: Comer): boolean {
  const read = statements.map(readStatement).filter((one) => concerns(one, comer));
  const isDenied = read.some(
    ({ isAllow, conditions }) => !isAllow && conditions.every((one) => holds(one, comer) === true),
  );
  return !isDenied && read.some((one) => allows(one, comer));
}

/** Statements by which somebody else may come in; `isOpen` where no source bounds them. */
export function lettingOthers(
  statements: readonly unknown[],
  expected: readonly Comer[],
): readonly { readonly statement: ReadStatement; readonly isOpen: boolean }[] {
  return statements
    .map(readStatement)
    .filter(({ isAllow }) => isAllow)
    .flatMap((statement) => {
      const isOpen = isOpenTo(statement);
      const isMeant = expected.some((comer) => concerns(statement, comer) && allows(statement, comer));
      return isOpen || !isMeant ? [{ statement, isOpen }] : [];
    });
}

/** As text names them: `events.amazonaws.com for arn:…`. */
export function whoOf({ services, accounts, conditions }: ReadStatement): string {
  const who = [...services, ...accounts.map((one) => (one === '*' ? 'everybody' : one))].join(', ');
  const sources = conditions.filter(({ key }) => SOURCES.has(key)).flatMap(({ values }) => values);
  return `${who || 'somebody'}${sources.length === 0 ? '' : ` for ${sources.join(', ')}`}`;
}

/** Keys that say in whose name somebody comes. `aws:sourceowner` is SNS's own. */
const SOURCES: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:principalorgid',
  'aws:principalaccount',
  'aws:principalarn',
]);

const POSITIVE = /^(foranyvalue:)?(string|arn)(equals|like)(ignorecase)?$/;

/** Everybody, or a service in whoever's name: the confused deputy. An account by its name bounds itself. */
function isOpenTo({ services, accounts, conditions }: ReadStatement): boolean {
  if (services.length === 0 && !accounts.includes('*')) return false;
  return !conditions.some(
    ({ operator, key, values }) => SOURCES.has(key) && POSITIVE.test(operator) && !values.includes('*'),
  );
}

function concerns({ services, accounts, actions, notActions }: ReadStatement, comer: Comer): boolean {
  const action = comer.action.toLowerCase();
  return (
    (services.includes(comer.service) || accounts.includes('*')) &&
    (actions.some((one) => covers(one, action)) ||
      (notActions.length > 0 && !notActions.some((one) => covers(one, action))))
  );
}

function allows({ isAllow, conditions }: ReadStatement, comer: Comer): boolean {
  return isAllow && conditions.every((one) => holds(one, comer) !== false);
}

/** `undefined`: not to be said. Services come by TLS. */
function holds({ operator, key, values }: ReadCondition, comer: Comer): boolean | undefined {
  const actual: Readonly<Record<string, string | undefined>> = {
    'aws:sourcearn': comer.sourceArn,
    'aws:sourceaccount': comer.account,
    'aws:sourceowner': comer.account,
    'aws:securetransport': 'true',
  };
  const value = actual[key];
  if (value === undefined) return undefined;
  // ArnEquals and ArnLike are the same. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  if (/^(arn(equals|like)|stringlike)$/.test(operator)) return values.some((one) => covers(one, value));
  if (/^(stringequals|stringequalsignorecase|bool)$/.test(operator)) return values.includes(value);
  return undefined;
}
