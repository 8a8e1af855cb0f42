// Under which terms a cycle's plan may be sent: the group's mode, and the time that is left under the lease.
import { PortError } from '../domain/errors.ts';
import type { Policy } from '../domain/policy.ts';
import type { Lease } from '../ports/state-store.ts';
import type { ApplyTerms } from './apply-plan.ts';
import { lastWriteAtMs } from './lease-limits.ts';
import type { CyclePorts } from './ports.ts';

/** In a dry run heartbeats alone are sent. Nothing is sent that could land under another's lease. */
export function applyTerms(
  policy: Policy,
  lease: Lease,
  groupName: string,
  { clock, fleetWriter, fleetReader }: Pick<CyclePorts, 'clock' | 'fleetWriter' | 'fleetReader'>,
): ApplyTerms {
  return {
    writer: fleetWriter,
    whyNotSent: ({ kind }) => {
      if (policy.mode !== 'act' && kind !== 'heartbeat')
        return { why: 'dry-run', message: 'spillway:mode is dry-run' };
      if (clock.nowMs() < lastWriteAtMs(lease)) return undefined;
      return { why: 'lease', message: 'too little time was left under the lease' };
    },
    readDesired: async () => {
      try {
        return (await fleetReader.readGroup(groupName))?.desiredCapacity;
      } catch (error) {
        if (error instanceof PortError) return undefined; // It is an outcome: the capacity is then not set.
        throw error;
      }
    },
  };
}
