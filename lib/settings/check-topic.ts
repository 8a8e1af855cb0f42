// Whether the alarms can reach the topic of the settings: CloudWatch publishes to topics of its own region alone.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
import { showGiven } from './problem.ts';
import type { SettingsProblem } from './problem.ts';
import type { Settings } from './settings.ts';

/** A topic of another account is no problem here: its policy decides, and that cannot be read offline. */
export function checkTopic(file: string, settings: Settings, region: string): readonly SettingsProblem[] {
  const { topicArn } = settings.notifications;
  if (topicArn === undefined || topicRegion(topicArn) === region) return [];
  const allowed = `a topic in ${region}, the stack's region: alarms reach no topic of another`;
  return [{ file, key: 'notifications.topicArn', given: showGiven(topicArn), allowed }];
}

/** `arn:aws:sns:eu-west-1:123456789012:on-call` → `eu-west-1`. */
const topicRegion = (topicArn: string) => topicArn.split(':')[3];
