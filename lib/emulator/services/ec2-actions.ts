// EC2 on the wire: instances and their tags.
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { Ec2, Instance, InstanceState } from '../../sim/aws/instances.ts';
import { ACCOUNT_ID, REGION, stableUuid, zoneIdOf } from '../aws-names.ts';
import { pageOf } from '../wire/page.ts';
import { integer, listOf, text } from '../wire/params.ts';
import { dryRun, ec2EndingActions, mustBeMeant } from './ec2-ending-actions.ts';
import { type ServiceActions, serviceAction } from './service-action.ts';

const PAGE_SIZE = { min: 5, max: 1000 } as const;

const filters = listOf(z.object({ Name: text, Value: listOf(z.string()) }));
type Filter = z.output<typeof filters>[number];

const page = {
  MaxResults: integer.min(PAGE_SIZE.min).max(PAGE_SIZE.max).optional(),
  NextToken: text.optional(),
};

/**
 * `end`: what becomes of an instance that EC2 ends. `addressOf`: the private address that an instance is shown with; its own by default.
 */
export function ec2Actions(
  ec2: Ec2,
  end: (instanceId: string) => void,
  addressOf: AddressOf = ({ privateIp }) => privateIp,
): ServiceActions<'ec2'> {
  return {
    ...ec2EndingActions(ec2, end),
    DescribeInstances: serviceAction(
      z.object({ InstanceId: listOf(text), Filter: filters, ...page, ...dryRun }),
      ({ InstanceId, Filter, MaxResults = PAGE_SIZE.max, NextToken, DryRun }) => {
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
    DescribeTags: serviceAction(
      z.object({ Filter: filters, ...page, ...dryRun }),
      ({ Filter, MaxResults = PAGE_SIZE.max, NextToken, DryRun }) => {
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

function filterOf({ Name, Value }: Filter, addressOf: AddressOf): (instance: Instance) => boolean {
  const patterns = Value.map(patternOf);
  const fits = (text: string | undefined) =>
    text !== undefined && patterns.some((pattern) => pattern.test(text));
  const key = /^tag:(.+)$/s.exec(Name)?.[1];
  if (key !== undefined) return ({ tags }) => fits(tags[key]);
  if (Name === 'tag-key') return ({ tags }) => Object.keys(tags).some(fits);
  const memberOf = Object.entries(INSTANCE_FILTERS).find(([name]) => name === Name)?.[1];
  if (!memberOf) throw unknownFilter(Name);
  return (instance) => fits(memberOf(instance, addressOf));
}

const INSTANCE_FILTERS: Readonly<Record<string, (instance: Instance, addressOf: AddressOf) => string>> = {
  'instance-id': ({ instanceId }) => instanceId,
  'instance-state-name': ({ state }) => state,
  'instance-type': ({ instanceType }) => instanceType,
  'availability-zone': ({ availabilityZone }) => availabilityZone,
  'private-ip-address': (instance, addressOf) => addressOf(instance),
};

/**
 * A filter's value, in which `*` stands for any characters and `?` for one; after a backslash they stand for themselves.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
function patternOf(value: string): RegExp {
  const parts = value.match(/\\[\s\S]|[\s\S]/g) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    return part.at(-1)?.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`);
}

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

function unknownFilter(name: string): AwsError {
  return new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html */
const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
};

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
        privateDnsName: `ip-${address.replaceAll('.', '-')}.ec2.internal`,
        privateIpAddress: address,
        instanceType: one.instanceType,
        launchTime: new Date(one.launchedAtMs),
        placement: {
          availabilityZone: one.availabilityZone,
          availabilityZoneId: zoneIdOf(one.availabilityZone),
          tenancy: 'default',
        },
        architecture: 'x86_64',
        subnetId: `subnet-${one.availabilityZone}`,
        vpcId: `vpc-${REGION}`,
        tagSet: Object.entries(one.tags).map(([key, value]) => ({ key, value })),
      },
    ],
  };
}
