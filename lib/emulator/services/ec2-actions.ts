// EC2 on the wire: instances and their tags.
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { Instance, InstanceState } from '../../sim/aws/instances.ts';
import type { World } from '../../sim/world.ts';
import { ACCOUNT_ID, networkOf, stableUuid, zoneIdOf } from '../aws-names.ts';
import { pageOf } from '../wire/page.ts';
import { flag, listOf, text } from '../wire/params.ts';
import { filters, fitsFilter, PAGE_SIZE_MAX, page, unknownFilter, type Filter } from './ec2-filters.ts';
import { ec2InterfaceActions } from './ec2-interface-actions.ts';
import { ec2NetworkActions } from './ec2-network-actions.ts';
import { dryRun, ec2EndingActions, mustBeMeant } from './ec2-ending-actions.ts';
import { type ServiceActions, serviceAction } from './service-action.ts';

/**
 * `end`: what becomes of an instance that EC2 ends. `addressOf`: the private address that an instance is shown with; its own by default.
 */
export function ec2Actions(
  { ec2, networkInterfaces }: Pick<World, 'ec2' | 'networkInterfaces'>,
  end: (instanceId: string) => void,
  addressOf: AddressOf = ({ privateIp }) => privateIp,
): ServiceActions<'ec2'> {
  return {
    ...ec2EndingActions(ec2, end),
    ...ec2InterfaceActions(networkInterfaces),
    ...ec2NetworkActions(),
    DescribeInstances: serviceAction(
      z.object({ InstanceId: listOf(text), Filter: filters, ...page, ...dryRun }),
      ({ InstanceId, Filter, MaxResults = PAGE_SIZE_MAX, NextToken, DryRun }) => {
        mustBeMeant(DryRun);
        for (const id of InstanceId) checkId(id);
        const wanted = Filter.map((one) => filterOf(one, addressOf));
        const found = (InstanceId.length > 0 ? ec2.describe(InstanceId) : [...ec2.list()]).filter((one) =>
          wanted.every((isWanted) => isWanted(one)),
        );
        const { entries, nextToken } = pageOf(found, MaxResults, NextToken);
        return { reservationSet: entries.map((one) => reservationAnswer(one, addressOf(one))), nextToken };
      },
    ),
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html
    DescribeInstanceStatus: serviceAction(
      z.object({
        InstanceId: listOf(text),
        Filter: filters,
        IncludeAllInstances: flag.default(false),
        ...page,
        ...dryRun,
      }),
      ({ InstanceId, Filter, IncludeAllInstances, MaxResults = PAGE_SIZE_MAX, NextToken, DryRun }) => {
        mustBeMeant(DryRun);
        for (const id of InstanceId) checkId(id);
        const wanted = Filter.map((one) => fitsFilter<Instance>(one, (name) => STATUS_FILTERS.get(name)));
        const found = (InstanceId.length > 0 ? ec2.describe(InstanceId) : [...ec2.list()])
          .filter(({ state }) => IncludeAllInstances || state === 'running')
          .filter((one) => wanted.every((isWanted) => isWanted(one)));
        const { entries, nextToken } = pageOf(found, MaxResults, NextToken);
        return { instanceStatusSet: entries.map(statusAnswer), nextToken };
      },
    ),
    DescribeTags: serviceAction(
      z.object({ Filter: filters, ...page, ...dryRun }),
      ({ Filter, MaxResults = PAGE_SIZE_MAX, NextToken, DryRun }) => {
        mustBeMeant(DryRun);
        const wanted = Filter.map(({ Name, Value }) => ({ member: tagMember(Name), values: Value }));
        const tags = [...ec2.list()]
          .flatMap((one) =>
            Object.entries(one.tags).map(([key, value]) => ({
              resourceId: one.instanceId,
              resourceType: 'instance',
              key,
              value,
            })),
          )
          .filter((tag) => wanted.every(({ member, values }) => values.includes(tag[member])));
        const { entries, nextToken } = pageOf(tags, MaxResults, NextToken);
        return { tagSet: entries, nextToken };
      },
    ),
  };
}

function checkId(instanceId: string): void {
  if (/^i-[0-9a-f]{8,17}$/.test(instanceId)) return;
  throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${instanceId}"`);
}

type AddressOf = (instance: Instance) => string;

function filterOf(filter: Filter, addressOf: AddressOf): (instance: Instance) => boolean {
  return fitsFilter<Instance>(filter, (name) => {
    const member = Object.entries(INSTANCE_FILTERS).find(([known]) => known === name)?.[1];
    return member && ((instance) => member(instance, addressOf));
  });
}

const INSTANCE_FILTERS: Readonly<Record<string, (instance: Instance, addressOf: AddressOf) => string>> = {
  'instance-id': ({ instanceId }) => instanceId,
  'instance-state-name': ({ state }) => state,
  'instance-type': ({ instanceType }) => instanceType,
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  'private-ip-address': (instance, addressOf) => addressOf(instance),
  'private-dns-name': (instance, addressOf) => dnsNameOf(addressOf(instance)),
  'vpc-id': ({ availabilityZone }) => networkOf(availabilityZone).vpcId,
  'subnet-id': ({ availabilityZone }) => networkOf(availabilityZone).subnetId,
};

const STATUS_FILTERS = new Map<string, (instance: Instance) => string>([
  ['instance-state-name', ({ state }) => state],
  ['availability-zone', ({ availabilityZone }) => availabilityZone],
]);

const TAG_MEMBERS = {
  'resource-id': 'resourceId',
  'resource-type': 'resourceType',
  key: 'key',
  value: 'value',
} as const;

function tagMember(filterName: string): (typeof TAG_MEMBERS)[keyof typeof TAG_MEMBERS] {
  const member = Object.entries(TAG_MEMBERS).find(([name]) => name === filterName)?.[1];
  if (!member) throw unknownFilter(filterName);
  return member;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
};

function dnsNameOf(address: string): string {
  return `ip-${address.replaceAll('.', '-')}.ec2.internal`;
}

/** What fails here ends: what runs is well, and of what does not run EC2 says nothing. */
function statusAnswer({ instanceId, availabilityZone, state }: Instance) {
  const isRunning = state === 'running';
  const summary = {
    status: isRunning ? 'ok' : 'not-applicable',
    details: isRunning ? [{ name: 'reachability', status: 'passed' }] : [],
  };
  return {
    instanceId,
    availabilityZone,
    availabilityZoneId: zoneIdOf(availabilityZone),
    instanceState: { code: STATE_CODES[state], name: state },
    instanceStatus: summary,
    systemStatus: summary,
  };
}

function reservationAnswer(one: Instance, address: string) {
  return {
    reservationId: `r-0${stableUuid(one.instanceId).replaceAll('-', '').slice(0, 16)}`,
    ownerId: ACCOUNT_ID,
    groupSet: [],
    instancesSet: [
      {
        instanceId: one.instanceId,
        imageId: 'ami-00000000000000000',
        instanceState: { code: STATE_CODES[one.state], name: one.state },
        privateDnsName: dnsNameOf(address),
        privateIpAddress: address,
        instanceType: one.instanceType,
        launchTime: new Date(one.launchedAtMs),
        placement: {
          availabilityZone: one.availabilityZone,
          availabilityZoneId: zoneIdOf(one.availabilityZone),
          tenancy: 'default',
        },
        architecture: 'x86_64',
        ...networkOf(one.availabilityZone),
        tagSet: Object.entries(one.tags).map(([key, value]) => ({ key, value })),
      },
    ],
  };
}
