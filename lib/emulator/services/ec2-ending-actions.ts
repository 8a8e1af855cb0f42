// EC2 ends an instance, past Auto Scaling: its hooks and its protection know nothing of it, and its health checks find out.
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html, API_StopInstances.html
import * as z from 'zod';
import type { Ec2 } from '../../sim/aws/instances.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { flag, listOf, text } from '../wire/params.ts';
import { serviceAction } from './service-action.ts';

/** A parameter of every action of EC2. */
export const dryRun = { DryRun: flag.default(false) };

/** `end`: the machine of an instance is no more. One that has ended already is left as it is. */
export function ec2EndingActions(ec2: Ec2, end: (instanceId: string) => void) {
  const ending = (state: { readonly code: number; readonly name: string }) =>
    serviceAction(z.object({ InstanceId: listOf(text), ...dryRun }), ({ InstanceId, DryRun }) => {
      const instances = ec2.describe(InstanceId);
      mustBeMeant(DryRun);
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

/**
 * Throws where the call was to be tried alone: what it would have been refused for is refused before.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html#API_TerminateInstances_RequestParameters
 */
export function mustBeMeant(isDryRun: boolean): void {
  if (!isDryRun) return;
  throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}
