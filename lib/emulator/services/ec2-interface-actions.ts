// EC2's network interfaces: those that outlive their servers.
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { NetworkInterface, NetworkInterfaces } from '../../sim/aws/ec2/network-interfaces.ts';
import { ACCOUNT_ID, networkOf, stableUuid } from '../aws-names.ts';
import { pageOf } from '../wire/page.ts';
import { listOf, text } from '../wire/params.ts';
import { dryRun, mustBeMeant } from './ec2-ending-actions.ts';
import { filters, fitsFilter, page, PAGE_SIZE_MAX } from './ec2-filters.ts';
import { serviceAction } from './service-action.ts';

export function ec2InterfaceActions(interfaces: Pick<NetworkInterfaces, 'list'>) {
  return {
    DescribeNetworkInterfaces: serviceAction(
      z.object({ NetworkInterfaceId: listOf(text), Filter: filters, ...page, ...dryRun }),
      ({ NetworkInterfaceId, Filter, MaxResults = PAGE_SIZE_MAX, NextToken, DryRun }) => {
        mustBeMeant(DryRun);
        const all = interfaces.list();
        const unknown = NetworkInterfaceId.find((id) => !all.some(({ interfaceId }) => interfaceId === id));
        if (unknown !== undefined)
          throw new AwsError(
            'InvalidNetworkInterfaceID.NotFound',
            `The networkInterface ID '${unknown}' does not exist`,
          );
        const wanted = Filter.map((one) => fitsFilter(one, (name) => INTERFACE_FILTERS.get(name)));
        const found = all.filter(
          (one) =>
            (NetworkInterfaceId.length === 0 || NetworkInterfaceId.includes(one.interfaceId)) &&
            wanted.every((isWanted) => isWanted(one)),
        );
        const { entries, nextToken } = pageOf(found, MaxResults, NextToken);
        return { networkInterfaceSet: entries.map(interfaceAnswer), nextToken };
      },
    ),
  };
}

const INTERFACE_FILTERS = new Map<string, (one: NetworkInterface) => string | undefined>([
  ['network-interface-id', ({ interfaceId }) => interfaceId],
  ['status', statusOf],
  ['private-ip-address', ({ privateIp }) => privateIp],
  ['addresses.private-ip-address', ({ privateIp }) => privateIp],
  ['availability-zone', ({ availabilityZone }) => availabilityZone],
  ['description', ({ description }) => description],
  ['attachment.instance-id', ({ attachment }) => attachment?.instanceId],
]);

function statusOf({ attachment }: NetworkInterface): string {
  return attachment ? 'in-use' : 'available';
}

/** Beside the one that a server is launched with. */
const DEVICE_INDEX = 1;

function interfaceAnswer(one: NetworkInterface) {
  const { interfaceId, privateIp, attachment } = one;
  return {
    networkInterfaceId: interfaceId,
    description: one.description,
    status: statusOf(one),
    interfaceType: 'interface',
    ownerId: ACCOUNT_ID,
    requesterManaged: false,
    sourceDestCheck: true,
    availabilityZone: one.availabilityZone,
    ...networkOf(one.availabilityZone),
    privateIpAddress: privateIp,
    privateDnsName: `ip-${privateIp.replaceAll('.', '-')}.ec2.internal`,
    privateIpAddressesSet: [{ primary: true, privateIpAddress: privateIp }],
    groupSet: [],
    ...(attachment && {
      attachment: {
        attachmentId: `eni-attach-0${stableUuid(`${interfaceId}/${attachment.instanceId}`).replaceAll('-', '').slice(0, 16)}`,
        attachTime: new Date(attachment.atMs),
        deleteOnTermination: false,
        deviceIndex: DEVICE_INDEX,
        instanceId: attachment.instanceId,
        instanceOwnerId: ACCOUNT_ID,
        status: 'attached',
      },
    }),
    tagSet: Object.entries(one.tags).map(([key, value]) => ({ key, value })),
  };
}
