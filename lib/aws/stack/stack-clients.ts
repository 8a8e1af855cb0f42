// Clients that no function needs: of services that are asked about the deployed stack, and of its logs.
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { ClientOptions } from '../clients.ts';

export interface StackClients {
  readonly cloudFormation: CloudFormationClient;
  readonly iam: IAMClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly logs: CloudWatchLogsClient;
}

/** Loaded when first used. */
export type OpenStackClients = () => Promise<StackClients>;

/** Sends nothing yet. */
export function createStackClients(
  account: Pick<ClientOptions, 'endpoint' | 'region' | 'credentials'> = {},
): StackClients {
  return {
    cloudFormation: new CloudFormationClient({ ...account }),
    iam: new IAMClient({ ...account }),
    // The endpoint that was given holds for queues as well, whatever their own addresses say.
    sqs: new SQSClient({ ...account, useQueueUrlAsEndpoint: false }),
    sns: new SNSClient({ ...account }),
    logs: new CloudWatchLogsClient({ ...account }),
  };
}
