// FinSpace's node types, and the EC2 instances that stand in for them.

export interface NodeType {
  readonly memoryGib: number;
  readonly vcpuCount: number;
  /** Memory of each of the instance types. */
  readonly serverMemoryGib: number;
  /** Three of equal memory, as rdb-group.yml asks for: the others stand in when the first is sold out. */
  readonly instanceTypes: readonly [string, string, string];
}

const r = (size: string): NodeType['instanceTypes'] => [`r7i.${size}`, `r6i.${size}`, `r7a.${size}`];

/**
 * Memory and vCPUs as published for `nodeType`
 * (https://docs.aws.amazon.com/finspace/latest/management-api/API_CapacityConfiguration.html). Each instance type has the
 * same vCPUs, and of the three families the least memory that holds the node's
 * (https://docs.aws.amazon.com/ec2/latest/instancetypes/mo.html#mo_hardware; a test holds this table to that page). R7i has no
 * size with 128 vCPUs.
 */
export const NODE_TYPES: Readonly<Record<string, NodeType>> = {
  'kx.s.large': { memoryGib: 12, vcpuCount: 2, serverMemoryGib: 16, instanceTypes: r('large') },
  'kx.s.xlarge': { memoryGib: 27, vcpuCount: 4, serverMemoryGib: 32, instanceTypes: r('xlarge') },
  'kx.s.2xlarge': { memoryGib: 54, vcpuCount: 8, serverMemoryGib: 64, instanceTypes: r('2xlarge') },
  'kx.s.4xlarge': { memoryGib: 108, vcpuCount: 16, serverMemoryGib: 128, instanceTypes: r('4xlarge') },
  'kx.s.8xlarge': { memoryGib: 216, vcpuCount: 32, serverMemoryGib: 256, instanceTypes: r('8xlarge') },
  'kx.s.16xlarge': { memoryGib: 432, vcpuCount: 64, serverMemoryGib: 512, instanceTypes: r('16xlarge') },
  'kx.s.32xlarge': {
    memoryGib: 864,
    vcpuCount: 128,
    serverMemoryGib: 1_024,
    instanceTypes: ['r6i.32xlarge', 'r7a.32xlarge', 'r6a.32xlarge'],
  },
};

/** q's `-w`, in MB, at the node's memory (https://code.kx.com/q/basics/cmdline/#-w-workspace); the RDB reports it as its limit. */
export function workspaceLimitMb(node: NodeType): number {
  return node.memoryGib * 1_024;
}
