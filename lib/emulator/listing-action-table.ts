// The action table's part on what is only looked at: networks, words that calls take, limits, what there is none of.

const NO_GROUP = { errors: ['ValidationError'], limits: 'no group has any' } as const;
const NO_FUNCTION = ['ResourceNotFoundException'] as const;

export const AUTO_SCALING_LISTINGS = {
  DescribeAccountLimits: { errors: [], limits: 'the quotas of a new account' },
  DescribeAdjustmentTypes: { errors: [] },
  DescribeAutoScalingNotificationTypes: { errors: [] },
  DescribeLifecycleHookTypes: { errors: [] },
  DescribeMetricCollectionTypes: { errors: [], limits: 'none of a warm pool; no group collects any' },
  DescribeScalingProcessTypes: { errors: [] },
  DescribeTerminationPolicyTypes: { errors: [] },
  DescribeLaunchConfigurations: { errors: [], limits: 'there are none' },
  DescribeNotificationConfigurations: { errors: [], limits: 'there are none' },
  DescribeLoadBalancerTargetGroups: NO_GROUP,
  DescribeLoadBalancers: NO_GROUP,
  DescribeTrafficSources: NO_GROUP,
  DescribeWarmPool: NO_GROUP,
} as const;

const NETWORK_FILTERS = "filters are named after the answer's members: `vpc-id`, `state`";

export const EC2_LISTINGS = {
  DescribeVpcs: {
    errors: ['InvalidVpcID.NotFound', 'InvalidParameterValue', 'DryRunOperation'],
    limits: `one, for all; ${NETWORK_FILTERS}`,
  },
  DescribeSubnets: {
    errors: ['InvalidSubnetID.NotFound', 'InvalidParameterValue', 'DryRunOperation'],
    limits: 'one in each of three zones; servers have addresses of any; filters as of DescribeVpcs',
  },
  DescribeSecurityGroups: {
    errors: ['InvalidGroup.NotFound', 'InvalidParameterValue', 'DryRunOperation'],
    limits: "the VPC's own, without rules, as none is enforced; filters as of DescribeVpcs",
  },
  DescribeAvailabilityZones: {
    errors: ['InvalidParameterValue', 'DryRunOperation'],
    limits: 'three; filters as of DescribeVpcs',
  },
  DescribeRegions: {
    errors: ['InvalidParameterValue', 'DryRunOperation'],
    limits: 'the one that there is; filters as of DescribeVpcs',
  },
} as const;

export const LAMBDA_LISTINGS = {
  ListVersionsByFunction: { errors: NO_FUNCTION, limits: '`$LATEST` alone' },
  ListAliases: { errors: NO_FUNCTION, limits: 'there are none' },
  ListTags: { errors: NO_FUNCTION, limits: 'there are none' },
  ListEventSourceMappings: { errors: NO_FUNCTION, limits: 'there are none' },
  GetFunctionEventInvokeConfig: { errors: NO_FUNCTION },
} as const;
