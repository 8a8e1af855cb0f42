// Breaks a server on purpose, in a drill alone: EC2's own calls, which know neither Auto Scaling's hooks nor its protection. Sent
// twice, each changes nothing more. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
import { StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import type { Outcome } from '../../core/outcome.ts';
import type { ServerBreaker } from '../../targets/rdb-group/ports/server-breaker.ts';
import type { AwsCalls } from '../aws-calls.ts';
import type { AwsClients } from '../clients.ts';
import { placesOf } from './fleet/instance-lookup.ts';

/** `ServerBreaker` on AWS. `breaking`: the clients that break, if they are another's than who reads. */
export function createAwsServerBreaker(
  clients: Pick<AwsClients, 'ec2'>,
  calls: AwsCalls,
  killProcess: (process: { readonly host: string; readonly port: number }) => Promise<Outcome>,
  breaking: Pick<AwsClients, 'ec2'> = clients,
): ServerBreaker {
  return {
    async breakServer({ instanceId, how, port }) {
      const client = await breaking.ec2();
      const InstanceIds = [instanceId];
      if (how === 'terminate')
        return calls.write('ec2:TerminateInstances', (o) =>
          client.send(new TerminateInstancesCommand({ InstanceIds }), o),
        );
      if (how === 'stop-instance')
        return calls.write('ec2:StopInstances', (o) =>
          client.send(new StopInstancesCommand({ InstanceIds }), o),
        );
      const host = (await placesOf(await clients.ec2(), calls, [instanceId])).get(instanceId)?.address;
      if (host === undefined)
        return { kind: 'not-sent', why: 'unread', message: `EC2 does not say where ${instanceId} is` };
      return killProcess({ host, port });
    },
  };
}
