// What EC2 knows of single instances: their group, where they are, and when they were launched. Seldom needed,
// and the EC2 client is the biggest of all: so this file is only ever loaded by `import()`. (Importing the
// package itself that way would put all of its 700 commands into the bundle.) Used by aws-fleet-reader.ts and
// read-addresses.ts.
import {
  DescribeInstancesCommand,
  EC2Client,
  type DescribeInstancesCommandInput,
  type EC2ClientConfig,
  type Instance,
} from '@aws-sdk/client-ec2';
import { PortError } from '../../../core/errors.ts';
import type { ServerState } from '../../../targets/rdb-group/domain/node.ts';
import type { Place } from '../../../targets/rdb-group/ports/places.ts';
import type { AwsCalls } from '../../aws-calls.ts';

const CALL = 'ec2:DescribeInstances';

/** The tag with which Auto Scaling names an instance's group. */
const GROUP_TAG = 'aws:autoscaling:groupName';

/** The values of one filter are at most 200 in a call: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const FILTER_VALUES_MAX = 200;

/** Pages read for one call; 200 instances are one page of at most 1,000. */
const PAGES_MAX = 5;

/** EC2's words for an id that is of no instance, or no longer. */
const NO_SUCH_INSTANCE = new Set(['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed']);

/** The client that the functions below take; made once per process, in clients.ts. */
export function createEc2Client(config: EC2ClientConfig): EC2Client {
  return new EC2Client(config);
}

/**
 * The group of an instance; `undefined` if it is in none or there is no such instance. A terminated
 * instance keeps its tags while EC2 still shows it, about an hour:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html
 */
export async function groupNameOfInstance(
  client: EC2Client,
  calls: AwsCalls,
  instanceId: string,
): Promise<string | undefined> {
  try {
    const instances = await describeInstances(client, calls, { InstanceIds: [instanceId] });
    const tags = instances.find((instance) => instance.InstanceId === instanceId)?.Tags ?? [];
    return tags.find((tag) => tag.Key === GROUP_TAG)?.Value;
  } catch (error) {
    if (error instanceof PortError && NO_SUCH_INSTANCE.has(error.code)) return undefined;
    throw error;
  }
}

/** Launch times, ms since the epoch; ids that EC2 does not know are absent. */
export async function launchTimesOf(
  client: EC2Client,
  calls: AwsCalls,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const launchTimes = new Map<string, number>();
  for (const { InstanceId, LaunchTime } of await describeAll(client, calls, instanceIds)) {
    if (InstanceId !== undefined && LaunchTime) launchTimes.set(InstanceId, LaunchTime.getTime());
  }
  return launchTimes;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html: what is under way may still serve. */
const ENDED = new Set<string>(['stopped', 'terminated']);

/**
 * Whether they still run; ids that EC2 does not know are absent. `LaunchTime` is that of the latest start:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 */
export async function serversOf(
  client: EC2Client,
  calls: AwsCalls,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, ServerState>> {
  const instances = await describeAll(client, calls, instanceIds);
  return new Map(
    instances.flatMap(({ InstanceId, State, LaunchTime }): [string, ServerState][] => {
      if (InstanceId === undefined) return [];
      const started = LaunchTime && { startedAtMs: LaunchTime.getTime() };
      return [[InstanceId, { isEnded: ENDED.has(State?.Name ?? ''), ...started }]];
    }),
  );
}

/** Private addresses, IPv6 where a subnet has no other; ids that EC2 does not know, or not with one, are absent. */
export async function addressesOf(
  client: EC2Client,
  calls: AwsCalls,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>();
  for (const one of await describeAll(client, calls, instanceIds)) {
    const address = one.PrivateIpAddress ?? one.Ipv6Address;
    if (one.InstanceId !== undefined && address) addresses.set(one.InstanceId, address);
  }
  return addresses;
}

/** What there is to say of where each instance is; ids that EC2 does not know are absent. */
export async function placesOf(
  client: EC2Client,
  calls: AwsCalls,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, Place>> {
  const instances = await describeAll(client, calls, instanceIds);
  return new Map(
    instances.flatMap((one): [string, Place][] => {
      const address = one.PrivateIpAddress ?? one.Ipv6Address;
      const azId = one.Placement?.AvailabilityZoneId;
      const launchedAtMs = one.LaunchTime?.getTime();
      if (one.InstanceId === undefined) return [];
      const place = {
        ...(address && { address }),
        ...(azId && { azId }),
        ...(launchedAtMs !== undefined && { launchedAtMs }),
      };
      return [[one.InstanceId, place]];
    }),
  );
}

/** In batches, by a filter and not by `InstanceIds`: one unknown id there fails the whole call. */
async function describeAll(
  client: EC2Client,
  calls: AwsCalls,
  instanceIds: readonly string[],
): Promise<readonly Instance[]> {
  const instances: Instance[] = [];
  for (let start = 0; start < instanceIds.length; start += FILTER_VALUES_MAX) {
    const batch = instanceIds.slice(start, start + FILTER_VALUES_MAX);
    const filter = { Filters: [{ Name: 'instance-id', Values: batch }] };
    instances.push(...(await describeInstances(client, calls, filter)));
  }
  return instances;
}

async function describeInstances(
  client: EC2Client,
  calls: AwsCalls,
  input: DescribeInstancesCommandInput,
): Promise<readonly Instance[]> {
  const instances: Instance[] = [];
  let token: string | undefined;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const command = new DescribeInstancesCommand({
      ...input,
      ...(token !== undefined && { NextToken: token }),
    });
    const answer = await calls.read(CALL, (options) => client.send(command, options));
    if (!answer.Reservations)
      throw new PortError(CALL, 'IncompleteAnswer', 'the answer has no reservationSet');
    instances.push(...answer.Reservations.flatMap((reservation) => reservation.Instances ?? []));
    token = answer.NextToken;
    if (!token) return instances;
  }
  throw new PortError(CALL, 'TooManyPages', `more than ${PAGES_MAX} pages`);
}
