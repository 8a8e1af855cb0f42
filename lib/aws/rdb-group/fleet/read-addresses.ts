// Where the RDBs of a group are: private addresses by instance id, asked of EC2 once per instance.
// The call itself is in instance-lookup.ts.
import type { ReadAddresses } from '../../../targets/rdb-group/ports/probe.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import type { AwsClients } from '../../clients.ts';

/** Addresses remembered at once. More, and all are forgotten and asked for again. */
const ADDRESSES_KEPT_MAX = 10_000;

/**
 * `ReadAddresses` on EC2. What is found is kept for good, that is for the process's life: an instance keeps
 * its primary private address until it is terminated. One that has none yet is asked for again.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html
 */
export function createReadAddresses(clients: Pick<AwsClients, 'ec2'>, calls: AwsCalls): ReadAddresses {
  const kept = new Map<string, string>();
  return async (instanceIds) => {
    const missing = instanceIds.filter((id) => !kept.has(id));
    if (missing.length > 0) {
      const { addressesOf } = await import('./instance-lookup.ts');
      const found = await addressesOf(await clients.ec2(), calls, missing);
      if (kept.size + found.size > ADDRESSES_KEPT_MAX) kept.clear();
      for (const [instanceId, address] of found) kept.set(instanceId, address);
    }
    return new Map(
      instanceIds.flatMap((id) => {
        const address = kept.get(id);
        return address === undefined ? [] : [[id, address] as const];
      }),
    );
  };
}
