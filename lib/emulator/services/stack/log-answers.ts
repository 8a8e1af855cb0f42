// Log groups, streams and events as CloudWatch Logs answers them.
// Sources: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
//   https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
import { ACCOUNT_ID, REGION } from '../../aws-names.ts';
import type { LoggedLine } from '../../stack/function-log.ts';

/** A function's instance writes a stream of its own on AWS; here one does for all. */
export const STREAM = 'emulator';

export function eventAnswer({ atMs, text: message }: LoggedLine) {
  return { timestamp: atMs, ingestionTime: atMs, message };
}

export function streamAnswer(logGroupName: string, lines: readonly LoggedLine[]) {
  const [firstMs, lastMs] = [lines[0]?.atMs, lines.at(-1)?.atMs];
  return {
    logStreamName: STREAM,
    arn: `${groupArn(logGroupName)}:log-stream:${STREAM}`,
    creationTime: firstMs ?? 0,
    firstEventTimestamp: firstMs,
    lastEventTimestamp: lastMs,
    lastIngestionTime: lastMs,
    storedBytes: 0,
  };
}

function groupArn(logGroupName: string): string {
  return `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${logGroupName}`;
}

export function groupAnswer(logGroupName: string, lines: readonly LoggedLine[]) {
  const logGroupArn = groupArn(logGroupName);
  return {
    logGroupName,
    logGroupArn,
    arn: `${logGroupArn}:*`,
    creationTime: lines[0]?.atMs ?? 0,
    logGroupClass: 'STANDARD',
    metricFilterCount: 0,
    storedBytes: lines.reduce((sum, { text: line }) => sum + Buffer.byteLength(line), 0),
  };
}
