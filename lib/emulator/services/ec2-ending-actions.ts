// EC2 ends an instance, past Auto Scaling: its hooks and its protection know nothing of it, and its health checks find out.
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html, API_StopInstances.html
import * as z from 'zod';
import type { Ec2 } from '../../sim/aws/instances.ts';
import { listOf, text } from '../wire/params.ts';
import { serviceAction } from './service-action.ts';

/** `end`: the machine of an instance is no more. One that has ended already is left as it is. */
export function ec2EndingActions(ec2: Ec2, end: (instanceId: string) => void) {
  const ending = (state: { readonly code: number; readonly name: string }) =>
    serviceAction(z.object({ InstanceId: listOf(text) }), ({ InstanceId }) => {
      const instances = ec2.describe(InstanceId);
      return {
        instancesSet: instances.map(({ instanceId, stoppedAtMs }) => {
          if (stoppedAtMs === undefined) end(instanceId);
          return { instanceId, currentState: state, previousState: { code: 16, name: 'running' } };
        }),
      };
    });
  return {
    TerminateInstances: ending({ code: 32, name: 'shutting-down' }),
    StopInstances: ending({ code: 64, name: 'stopping' }),
  };
}
