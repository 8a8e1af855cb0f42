// The topics: whether what the alarms tell reaches somebody, and whether alarms of the account's own reach on-alarm. An alarm that
// tells nobody rings, and all looks well.
import type { StackTopic } from '../../../ports/deployed-stack.ts';
import { answered, note, shellWord, wrong, type Finding } from '../../doctor/check.ts';
import { accountOf, wakingTopicArn, WOKEN, type Comers } from '../entrance.ts';
import { letsIn } from '../policies/lets-in.ts';
import {
  asDeployed,
  functionsThere,
  tellingNames,
  type ExaminedStack,
  type NamedFunction,
  type StackCheck,
} from '../stack-check.ts';

export const notificationChecks: StackCheck = {
  title: 'notifications',
  findings: (examined) => [
    ...tellingTopics(examined).flatMap((arn) => ofTelling(examined, arn)),
    ...ofWaking(examined),
  ],
};

/** SNS's topics that alarms publish to which are to tell somebody, each once. */
export function tellingTopics(examined: Pick<ExaminedStack, 'functions' | 'alarms'>): readonly string[] {
  const names = tellingNames(examined);
  const arns = (answered(examined.alarms) ?? [])
    .filter(({ name, actionsEnabled }) => names.includes(name) && actionsEnabled)
    .flatMap(({ actionArns }) => actionArns);
  return [...new Set(arns)].filter((arn) => arn.split(':')[2] === 'sns');
}

/** A topic of another account tells nothing of itself. */
export function isOfThisAccount(examined: Pick<ExaminedStack, 'functions'>, arn: string): boolean {
  const [one] = functionsThere(examined);
  return one !== undefined && accountOf({ arn }) === accountOf(one);
}

function ofTelling(examined: ExaminedStack, arn: string): readonly Finding[] {
  if (!isOfThisAccount(examined, arn)) {
    const text = `the alarms tell the topic ${arn} of another account: whether it lets them in, and who is told, is not to be seen from here`;
    return [
      note(
        'topic-elsewhere',
        text,
        `aws sns list-subscriptions-by-topic --topic-arn ${shellWord(arn)} # there`,
      ),
    ];
  }
  const asked = examined.topics.get(arn);
  if (!asked?.ok) return [];
  const fix = asDeployed(examined);
  const nobody = 'nobody is told when an alarm rings';
  if (!asked.value)
    return [wrong('topic-missing', `${nobody}: the topic ${arn}, which the alarms tell, is not there`, fix)];
  return [
    ...shut(asked.value, { arn, consequence: nobody, fix }),
    ...unreadable(asked.value, arn),
    ...ofSubscriptions(asked.value, arn),
  ];
}

interface Shut {
  readonly arn: string;
  readonly consequence: string;
  readonly fix: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
function shut({ statements }: StackTopic, { arn, consequence, fix }: Shut): readonly Finding[] {
  const alarms = { service: 'cloudwatch.amazonaws.com', action: 'sns:Publish', account: accountOf({ arn }) };
  if (letsIn(statements, alarms)) return [];
  return [wrong('topic-shut', `${consequence}: the topic ${arn} does not let alarms publish to it`, fix)];
}

/** SNS's own key has a policy that nobody can change. https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns */
function unreadable({ keyId }: StackTopic, arn: string): readonly Finding[] {
  if (!/(^|:)alias\/aws\/sns$/.test(keyId ?? '')) return [];
  return [
    wrong(
      'topic-key',
      `nobody is told when an alarm rings: the topic ${arn} is encrypted with alias/aws/sns, with which alarms cannot write`,
      `aws sns set-topic-attributes --topic-arn ${shellWord(arn)} --attribute-name KmsMasterKeyId --attribute-value <a key of yours> # docs/deploy.md, "A topic of yours"`,
    ),
  ];
}

function ofSubscriptions({ subscriptions }: StackTopic, arn: string): readonly Finding[] {
  const pending = subscriptions.filter(({ arn: own }) => own === undefined);
  const asked = pending.map(({ endpoint }) => endpoint).join(', ');
  const again = ([one]: typeof pending) =>
    `aws sns subscribe --topic-arn ${shellWord(arn)} --protocol ${one?.protocol ?? 'email'} --notification-endpoint ${one ? shellWord(one.endpoint) : '<address>'} # and confirm what comes there`;
  if (!subscriptions.some(({ arn: own }) => own !== undefined)) {
    const why =
      pending.length === 0
        ? 'has no subscription'
        : `has no subscription that was confirmed; asked, and silent so far: ${asked}`;
    return [
      wrong('nobody-told', `nobody is told when an alarm rings: the topic ${arn} ${why}`, again(pending)),
    ];
  }
  if (pending.length === 0) return [];
  const text = `not told when an alarm rings, since what was sent there was not confirmed: ${asked} (topic ${arn})`;
  return [note('subscription-unconfirmed', text, again(pending))];
}

/** That to which alarms of the account's own publish. */
function ofWaking(examined: ExaminedStack): readonly Finding[] {
  const arn = wakingTopicArn(examined);
  const woken = functionsThere(examined).find(({ own }) => own === WOKEN);
  const asked = arn === undefined ? undefined : examined.topics.get(arn);
  if (arn === undefined || !woken || !asked?.ok) return [];
  const fix = asDeployed(examined);
  const consequence = `alarms of yours that publish to the stack's topic wake nobody`;
  if (!asked.value) return [wrong('topic-missing', `${consequence}: the topic ${arn} is not there`, fix)];
  const calling = wakingSubscriptions(examined);
  return [
    ...shut(asked.value, { arn, consequence, fix }),
    ...(calling.length > 0
      ? calling.flatMap((one) => unkept(examined, { arn, subscriptionArn: one.arn, woken }))
      : [
          wrong(
            'topic-unsubscribed',
            `${consequence}: the topic ${arn} does not call the function ${woken.name}`,
            `aws sns subscribe --topic-arn ${shellWord(arn)} --protocol lambda --notification-endpoint ${woken.arn}`,
          ),
        ]),
  ];
}

/** Subscriptions by which the topic for alarms of the account's own calls the function that they wake. */
export function wakingSubscriptions(
  examined: Comers & Pick<ExaminedStack, 'functions' | 'topics'>,
): readonly { readonly arn: string }[] {
  const topicArn = wakingTopicArn(examined);
  const woken = functionsThere(examined).find(({ own }) => own === WOKEN);
  const asked = topicArn === undefined ? undefined : examined.topics.get(topicArn);
  if (!woken || !asked) return [];
  const subscriptions = answered(asked)?.subscriptions ?? [];
  return subscriptions.flatMap(({ arn, endpoint }) =>
    arn === undefined || endpoint !== woken.arn ? [] : [{ arn }],
  );
}

interface Calling {
  readonly arn: string;
  readonly subscriptionArn: string;
  readonly woken: NamedFunction;
}

/**
 * SNS tries a function for hours, and then drops what it could not hand over where no queue takes it.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
function unkept({ redrives }: ExaminedStack, { arn, subscriptionArn, woken }: Calling): readonly Finding[] {
  const asked = redrives.get(subscriptionArn);
  const { deadLettersArn } = woken;
  if (!asked?.ok || deadLettersArn === undefined || asked.value === deadLettersArn) return [];
  const what = `what the topic ${arn} cannot hand to the function ${woken.name}`;
  const policy = JSON.stringify({ deadLetterTargetArn: deadLettersArn });
  const fix = `aws sns set-subscription-attributes --subscription-arn ${shellWord(subscriptionArn)} --attribute-name RedrivePolicy --attribute-value ${shellWord(policy)}`;
  return [
    asked.value === undefined
      ? wrong('topic-without-dead-letters', `${what} is lost: it has no queue for it`, fix)
      : wrong(
          'topic-other-dead-letters',
          `${what} goes to ${asked.value}, where no alarm of the stack sees it`,
          fix,
        ),
  ];
}
