// All CloudWatch alarms on metrics, page by page. What one of them is about, whoever asks for it knows.
import { DescribeAlarmsCommand, type CloudWatchClient, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { PortError } from '../core/errors.ts';
import type { AwsCalls } from './aws-calls.ts';

/** AWS's largest page, and how many are read: 5,000 is CloudWatch's quota of alarms unless raised. */
const ALARMS_PER_PAGE = 100;
const ALARM_PAGES_MAX = 100;

const CALL = 'cloudwatch:DescribeAlarms';

/** More pages than are read is an error, never a short list. `prefix`: of their names; all by default. */
export async function describeAlarms(
  client: Pick<CloudWatchClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  prefix?: string,
): Promise<readonly MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  let token: string | undefined;
  for (let page = 1; page <= ALARM_PAGES_MAX; page += 1) {
    const command = new DescribeAlarmsCommand({
      AlarmTypes: ['MetricAlarm'],
      MaxRecords: ALARMS_PER_PAGE,
      ...(prefix !== undefined && { AlarmNamePrefix: prefix }),
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await calls.read(CALL, (options) => client.send(command, options));
    found.push(...(answer.MetricAlarms ?? []));
    token = answer.NextToken;
    if (!token) return found;
  }
  throw new PortError(
    CALL,
    'TooManyPages',
    `more than ${ALARM_PAGES_MAX} pages of ${ALARMS_PER_PAGE} alarms`,
  );
}
