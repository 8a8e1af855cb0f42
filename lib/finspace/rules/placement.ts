// Where a cluster's servers stand: VPC, subnets, zones, security groups.
import { FILES, parameter } from '../parameters.ts';
import * as admitted from './admitted.ts';
import type { Asked, Rules, Verdict } from './rule.ts';
import { approximated, dropped, mapped, needsYou, rule } from './rule.ts';

const ENDPOINT = "it was the PrivateLink endpoint's; now the servers themselves stand in it";

/** Subnets that the definition gives. */
function subnetCount({ cluster }: Pick<Asked, 'cluster'>): number {
  return cluster.leaves.filter(({ field }) => field === 'vpcConfiguration.subnetIds[]').length;
}

const isFirst = ({ path }: Pick<Asked, 'path'>) => !/\[\d+\]$/.test(path) || path.endsWith('[0]');

function subnet(asked: Asked<string>): Verdict {
  const isTickerplant = asked.cluster.type === 'TICKERPLANT';
  if (isTickerplant && !isFirst(asked))
    return dropped('a tickerplant stands in one subnet, where the network interface with its address is');
  const name = isTickerplant ? 'SubnetId' : 'SubnetIds';
  const verdict = approximated(
    name,
    asked.value,
    `${ENDPOINT}: it needs free addresses and a way to S3, Systems Manager and CloudWatch`,
  );
  const network = { ...parameter('SubnetIds', asked.value), file: 'network' as const };
  return { ...verdict, writes: [...(verdict.writes ?? []), network] };
}

function securityGroup(asked: Asked<string>): Verdict {
  if (!isFirst(asked))
    return needsYou('the template takes one security group: move what this one allows into the first');
  return approximated(
    'SecurityGroupId',
    asked.value,
    `${ENDPOINT}: let it admit the port of q from gateways, tickerplant and probe, or take the one that network.yml makes`,
  );
}

function zones(asked: Asked<string>): Verdict {
  const subnets = subnetCount(asked);
  const isSingle = asked.value === 'SINGLE';
  if (isSingle && subnets > 1 && asked.cluster.type !== 'TICKERPLANT')
    return needsYou(
      `one zone, but ${subnets} subnets: leave in SubnetIds the one that lies in it`,
      `${FILES.parameters} SubnetIds`,
    );
  if (!isSingle && subnets < 2)
    return needsYou(
      'several zones, but one subnet: add a subnet of each further zone',
      `${FILES.parameters} SubnetIds`,
    );
  return {
    outcome: 'mapped',
    to: `${FILES.parameters} ${asked.cluster.type === 'TICKERPLANT' ? 'SubnetId' : 'SubnetIds'}`,
    why: 'servers stand in the zones of their subnets, and in no others',
  };
}

export const PLACEMENT: Rules = {
  azMode: rule(admitted.oneOf('SINGLE', 'MULTI'), zones),
  availabilityZoneId: rule(admitted.zoneId, ({ cluster }) => ({
    outcome: 'approximated',
    to: `${FILES.parameters} ${cluster.type === 'TICKERPLANT' ? 'SubnetId' : 'SubnetIds'}`,
    why: 'the zone is that of the subnet: check that it lies there (aws ec2 describe-subnets shows AvailabilityZoneId)',
  })),
  'vpcConfiguration.vpcId': rule(admitted.vpcId, ({ value }) =>
    mapped('VpcId', value, 'network.yml makes security groups and file system in it'),
  ),
  'vpcConfiguration.securityGroupIds[]': rule(admitted.securityGroupId, securityGroup),
  'vpcConfiguration.subnetIds[]': rule(admitted.subnetId, subnet),
  'vpcConfiguration.ipAddressType': rule(admitted.oneOf('IP_V4'), () =>
    dropped('the templates know IPv4 alone'),
  ),
};
