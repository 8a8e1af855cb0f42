// What became of alarms: each change of state, of an alarm and of a query's contributors, and whether the topics that it called were
// reached; kept from the start.
// Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
//   https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html
import * as z from 'zod';
import type { AlarmChange } from '../../../sim/aws/alarms.ts';
import type { World } from '../../../sim/world.ts';
import { pageOf } from '../../wire/page.ts';
import { integer, listOf, text, timestampMs } from '../../wire/params.ts';
import { serviceAction } from '../service-action.ts';
import { contributorId } from './alarm-answers.ts';

/** A local AWS goes on for days. */
const ITEMS_KEPT = 1_000;
const PAGE_SIZE_MAX = 100;

/** Of changes of configuration there are none here. */
const ITEM_TYPES = [
  'StateUpdate',
  'AlarmContributorStateUpdate',
  'ConfigurationUpdate',
  'Action',
  'AlarmContributorAction',
] as const;

const historyRequest = z.object({
  AlarmName: text.optional(),
  AlarmContributorId: text.optional(),
  AlarmTypes: listOf(z.enum(['CompositeAlarm', 'MetricAlarm', 'LogAlarm'])),
  HistoryItemType: z.enum(ITEM_TYPES).optional(),
  StartDate: timestampMs.optional(),
  EndDate: timestampMs.optional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxRecords: integer.min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_MAX),
  NextToken: text.optional(),
});

/** Why an alarm cannot publish to the topic, as CloudWatch says it; `undefined` where it can. */
export type WhyUnpublished = (topicArn: string) => string | undefined;

/** Listens from now on. */
export function alarmHistory(
  { onAlarmChange }: Pick<World, 'onAlarmChange'>,
  whyUnpublished: WhyUnpublished,
) {
  const items: ReturnType<typeof itemAnswer>[] = [];
  onAlarmChange((change) => {
    items.push(itemAnswer(change), ...actionAnswers(change, whyUnpublished));
    if (items.length > ITEMS_KEPT) items.splice(0, items.length - ITEMS_KEPT);
  });
  return {
    DescribeAlarmHistory: serviceAction(historyRequest, (given) => {
      const { StartDate = Number.NEGATIVE_INFINITY, EndDate = Number.POSITIVE_INFINITY } = given;
      const isOfType = given.AlarmTypes.length === 0 || given.AlarmTypes.includes('MetricAlarm');
      const found = items
        .filter(({ Timestamp }) => {
          const atMs = Timestamp.getTime();
          return isOfType && atMs >= StartDate && atMs <= EndDate;
        })
        .filter((item) => isAsked(given.AlarmName, item.AlarmName))
        .filter((item) => isAsked(given.AlarmContributorId, item.AlarmContributorId))
        .filter((item) => isAsked(given.HistoryItemType, item.HistoryItemType));
      const ordered = given.ScanBy === 'TimestampDescending' ? found.reverse() : found;
      const page = pageOf(ordered, given.MaxRecords, given.NextToken);
      return { AlarmHistoryItems: page.entries, NextToken: page.nextToken };
    }),
  };
}

function isAsked(wanted: string | undefined, value: string | undefined): boolean {
  return wanted === undefined || wanted === value;
}

function itemAnswer(change: AlarmChange) {
  const { alarmName, atMs, state, previousState, reason, watched } = change;
  const contributor = watched.kind === 'metrics-insights' ? watched.contributor : undefined;
  const [name] = Object.values(contributor ?? {});
  return {
    AlarmName: alarmName,
    AlarmType: 'MetricAlarm',
    Timestamp: new Date(atMs),
    HistoryItemType: contributor ? 'AlarmContributorStateUpdate' : 'StateUpdate',
    HistorySummary: `Alarm updated from ${previousState} to ${state}`,
    HistoryData: JSON.stringify({
      version: '1.0',
      oldState: { stateValue: previousState },
      newState: { stateValue: state, stateReason: reason },
    }),
    AlarmContributorId: name === undefined ? undefined : contributorId(alarmName, name),
    AlarmContributorAttributes: contributor,
  };
}

/** Of its actions those that publish to a topic; it calls them when it begins to ring. */
function actionAnswers(change: AlarmChange, whyUnpublished: WhyUnpublished) {
  if (change.state !== 'ALARM' || !change.actionsEnabled) return [];
  const update = itemAnswer(change);
  return change.alarmActions
    .filter((arn) => arn.split(':')[2] === 'sns')
    .map((arn) => {
      const why = whyUnpublished(arn);
      return {
        ...update,
        HistoryItemType: update.AlarmContributorId === undefined ? 'Action' : 'AlarmContributorAction',
        HistorySummary:
          why === undefined
            ? `Successfully executed action ${arn}`
            : `Failed to execute action ${arn}. Received error: "${why}"`,
        HistoryData: JSON.stringify({ actionState: why === undefined ? 'Succeeded' : 'Failed' }),
      };
    });
}
