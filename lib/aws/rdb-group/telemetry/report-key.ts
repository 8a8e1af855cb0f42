// Where a node's own item of the state table stands; what it says: lib/targets/rdb-group/ports/report-text.ts.
export const REPORT_SORT_KEY = 'REPORT';

/**
 * The partition key of a node's item: it holds the instance's ARN, to which IAM binds who may write it
 * (`dynamodb:LeadingKeys`). `undefined` where no group's ARN tells partition, region and account.
 */
export function reportKeyOf(groupArn: string | undefined, instanceId: string): string | undefined {
  const [, partition, , region, account] = groupArn?.split(':') ?? [];
  if (!partition || !region || !account) return undefined;
  return `REPORT#arn:${partition}:ec2:${region}:${account}:instance/${instanceId}`;
}
