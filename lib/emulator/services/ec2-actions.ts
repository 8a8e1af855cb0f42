// EC2 on the wire: instances and their tags.
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { Ec2, Instance, InstanceState } from '../../sim/aws/instances.ts';
import { ACCOUNT_ID, REGION, stableUuid } from '../aws-names.ts';
import { pageOf } from '../wire/page.ts';
import { integer, listOf, text } from '../wire/params.ts';
import { type ServiceActions, serviceAction } from './service-action.ts';

const PAGE_SIZE = { min: 5, max: 1000 } as const;

const filters = listOf(z.object({ Name: text, Value: listOf(z.string()) }));
type Filter = z.output<typeof filters>[number];

const page = {
  MaxResults: integer.min(PAGE_SIZE.min).max(PAGE_SIZE.max).optional(),
  NextToken: text.optional(),
};

export function ec2Actions(ec2: Ec2): ServiceActions<'ec2'> {
  return {
    DescribeInstances: serviceAction(
      z.object({ InstanceId: listOf(text), Filter: filters, ...page }),
      ({ InstanceId, Filter, MaxResults = PAGE_SIZE.max, NextToken }) => {
        for (const id of InstanceId) checkId(id);
        const found = (InstanceId.length > 0 ? ec2.describe(InstanceId) : [...ec2.list()]).filter((one) =>
          Filter.every((filter) => matches(one, filter)),
        );
        const { entries, nextToken } = pageOf(found, MaxResults, NextToken);
        return { reservationSet: entries.map(reservationAnswer), nextToken };
      },
    ),
    DescribeTags: serviceAction(
      z.object({ Filter: filters, ...page }),
      ({ Filter, MaxResults = PAGE_SIZE.max, NextToken }) => {
        const tags = [...ec2.list()]
          .flatMap((one) =>
            Object.entries(one.tags).map(([key, value]) => ({
              resourceId: one.instanceId,
              resourceType: 'instance',
              key,
              value,
            })),
          )
          .filter((tag) => Filter.every(({ Name, Value }) => Value.includes(tagMember(tag, Name))));
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

function matches(instance: Instance, { Name, Value }: Filter): boolean {
  if (Name === 'instance-id') return Value.includes(instance.instanceId);
  if (Name === 'instance-state-name') return Value.includes(instance.state);
  if (Name === 'tag-key') return Value.some((key) => key in instance.tags);
  if (Name.startsWith('tag:')) return Value.includes(instance.tags[Name.slice('tag:'.length)] ?? '\0');
  throw unknownFilter(Name);
}

function tagMember(
  tag: { resourceId: string; resourceType: string; key: string; value: string },
  filterName: string,
): string {
  if (filterName === 'resource-id') return tag.resourceId;
  if (filterName === 'resource-type') return tag.resourceType;
  if (filterName === 'key') return tag.key;
  if (filterName === 'value') return tag.value;
  throw unknownFilter(filterName);
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

function reservationAnswer(one: Instance) {
  return {
    reservationId: `r-0${stableUuid(one.instanceId).replaceAll('-', '').slice(0, 16)}`,
    ownerId: ACCOUNT_ID,
    groupSet: [],
    instancesSet: [
      {
        instanceId: one.instanceId,
        imageId: 'ami-00000000000000000',
        instanceState: { code: STATE_CODES[one.state], name: one.state },
        privateDnsName: `ip-${one.privateIp.replaceAll('.', '-')}.ec2.internal`,
        privateIpAddress: one.privateIp,
        instanceType: one.instanceType,
        launchTime: new Date(one.launchedAtMs),
        placement: { availabilityZone: one.availabilityZone, tenancy: 'default' },
        architecture: 'x86_64',
        subnetId: `subnet-${one.availabilityZone}`,
        vpcId: `vpc-${REGION}`,
        tagSet: Object.entries(one.tags).map(([key, value]) => ({ key, value })),
      },
    ],
  };
}
