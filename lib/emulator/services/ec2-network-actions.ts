// EC2's network: one VPC, a subnet in each zone of the region, one security group. Nothing of it is enforced: it is what the ids stand
// for that instances and network interfaces are shown with.
// Sources: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
//   https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
//   https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
import * as z from 'zod';
import { AwsError } from '../../sim/aws/aws-error.ts';
import { ACCOUNT_ID, networkOf, REGION, zoneIdOf } from '../aws-names.ts';
import { pageOf, type Page } from '../wire/page.ts';
import { flag, listOf, text } from '../wire/params.ts';
import { dryRun, mustBeMeant } from './ec2-ending-actions.ts';
import { filters, fitsFilter, page, PAGE_SIZE_MAX } from './ec2-filters.ts';
import { serviceAction } from './service-action.ts';

const ids = listOf(text);
const asked = z.object({ Filter: filters, ...page, ...dryRun });

export function ec2NetworkActions() {
  return {
    DescribeVpcs: serviceAction(asked.extend({ VpcId: ids }), ({ VpcId, ...given }) => {
      const { entries, nextToken } = VPCS.described(VpcId, given);
      return { vpcSet: entries, nextToken };
    }),
    DescribeSubnets: serviceAction(asked.extend({ SubnetId: ids }), ({ SubnetId, ...given }) => {
      const { entries, nextToken } = SUBNETS.described(SubnetId, given);
      return { subnetSet: entries, nextToken };
    }),
    DescribeSecurityGroups: serviceAction(
      asked.extend({ GroupId: ids, GroupName: ids }),
      ({ GroupId, GroupName, ...given }) => {
        const { entries, nextToken } = SECURITY_GROUPS.described([...GroupId, ...GroupName], given);
        return { securityGroupInfo: entries, nextToken };
      },
    ),
    DescribeAvailabilityZones: serviceAction(
      asked.extend({ ZoneName: ids, ZoneId: ids, AllAvailabilityZones: flag.optional() }),
      ({ ZoneName, ZoneId, ...given }) => ({
        availabilityZoneInfo: ZONES.described([...ZoneName, ...ZoneId], given).entries,
      }),
    ),
    DescribeRegions: serviceAction(
      asked.extend({ RegionName: ids, AllRegions: flag.optional() }),
      ({ RegionName, ...given }) => ({ regionInfo: REGIONS.described(RegionName, given).entries }),
    ),
  };
}

type Shown = Readonly<Record<string, string | number | boolean | readonly Shown[]>>;

interface Kind {
  readonly described: (wanted: readonly string[], given: z.output<typeof asked>) => Page<Shown>;
}

/** `knownBy`: the members by which one may be asked for. `missing`: what EC2 says where there is none of that name. */
function kindOf(
  things: readonly Shown[],
  knownBy: readonly string[],
  missing: { readonly code: string; readonly what: string },
): Kind {
  // EC2 names its filters after the members, in another spelling.
  const comparedBy = new Map(
    things.flatMap((one) => Object.keys(one)).map((member) => [filterName(member), member]),
  );
  return {
    described: (wanted, { Filter, MaxResults = PAGE_SIZE_MAX, NextToken, DryRun }) => {
      mustBeMeant(DryRun);
      const isAsked = (one: Shown, id: string) => knownBy.some((member) => one[member] === id);
      const unknown = wanted.find((id) => !things.some((one) => isAsked(one, id)));
      if (unknown !== undefined)
        throw new AwsError(missing.code, `The ${missing.what} '${unknown}' does not exist`);
      const fits = Filter.map((one) =>
        fitsFilter<{ readonly shown: Shown; readonly tags: Readonly<Record<string, string>> }>(
          one,
          (name) => {
            const member = comparedBy.get(name);
            return member === undefined ? undefined : ({ shown }) => String(shown[member]);
          },
        ),
      );
      const found = things
        .filter((one) => wanted.length === 0 || wanted.some((id) => isAsked(one, id)))
        .filter((shown) => fits.every((isFit) => isFit({ shown, tags: {} })));
      return pageOf(found, MaxResults, NextToken);
    },
  };
}

function filterName(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const ZONE_NAMES = ['a', 'b', 'c'].map((letter) => `${REGION}${letter}`);
const { vpcId } = networkOf(REGION);
const owned = { ownerId: ACCOUNT_ID, tagSet: [] };

const VPCS = kindOf(
  [
    {
      ...{ vpcId, state: 'available', cidrBlock: '10.0.0.0/16', isDefault: true, instanceTenancy: 'default' },
      ...owned,
    },
  ],
  ['vpcId'],
  { code: 'InvalidVpcID.NotFound', what: 'vpc ID' },
);

const SUBNETS = kindOf(
  ZONE_NAMES.map((availabilityZone, index) => ({
    ...networkOf(availabilityZone),
    ...{ state: 'available', availabilityZone, availabilityZoneId: zoneIdOf(availabilityZone) },
    ...{ cidrBlock: `10.0.${64 * index}.0/18`, defaultForAz: true, mapPublicIpOnLaunch: false },
    ...owned,
  })),
  ['subnetId'],
  { code: 'InvalidSubnetID.NotFound', what: 'subnet ID' },
);

const SECURITY_GROUPS = kindOf(
  [
    {
      ...{ groupId: `sg-${REGION}`, groupName: 'default', groupDescription: 'default VPC security group' },
      ...{ vpcId, ipPermissions: [], ipPermissionsEgress: [] },
      ...owned,
    },
  ],
  ['groupId', 'groupName'],
  { code: 'InvalidGroup.NotFound', what: 'security group' },
);

const ZONES = kindOf(
  ZONE_NAMES.map((zoneName) => ({
    ...{ zoneName, zoneId: zoneIdOf(zoneName), zoneState: 'available', zoneType: 'availability-zone' },
    ...{ regionName: REGION, groupName: REGION, networkBorderGroup: REGION },
    ...{ optInStatus: 'opt-in-not-required', messageSet: [] },
  })),
  ['zoneName', 'zoneId'],
  { code: 'InvalidParameterValue', what: 'availability zone' },
);

const REGIONS = kindOf(
  [{ regionName: REGION, regionEndpoint: `ec2.${REGION}.amazonaws.com`, optInStatus: 'opt-in-not-required' }],
  ['regionName'],
  { code: 'InvalidParameterValue', what: 'region' },
);
