// The one table of what an import writes: every parameter by name, the template that takes it, and how several values of
// one parameter are joined. The rules write by it, files/ puts it into files.
import type { ClusterType } from './cluster.ts';

/** The template of each type of cluster, in infra/data-plane. */
export const TEMPLATES = {
  RDB: 'rdb-group.yml',
  TICKERPLANT: 'tickerplant.yml',
  HDB: 'query-group.yml',
  GATEWAY: 'query-group.yml',
  GP: 'query-group.yml',
} as const satisfies Readonly<Record<ClusterType, string>>;

/** Files of a cluster's folder. */
export const FILES = {
  /** For `aws cloudformation create-stack --parameters`. */
  parameters: 'parameters.json',
  /** For `--tags`. */
  tags: 'tags.json',
  /** `spillway:` tags of the group. */
  groupTags: 'group-tags.json',
  /** For network.yml, which clusters of one VPC share. */
  network: 'network-parameters.json',
} as const;
export type FileKind = keyof typeof FILES;

export interface Parameter {
  readonly file: FileKind;
  readonly meaning: string;
  /** Between several values of one parameter; without it there is one value. */
  readonly joinedBy?: string;
  /** The value is words of a shell; every other is taken as it is. Templates hand all to user data in base64. */
  readonly words?: 'of-a-shell';
}

export const PARAMETERS = {
  Kind: { file: 'parameters', meaning: 'of a query group: hdb, gateway or gp' },
  Mode: { file: 'parameters', meaning: 'of an RDB group: the tag spillway:mode that it begins with' },
  InstanceTypes: {
    file: 'parameters',
    meaning: 'three types of equal memory, the preferred first',
    joinedBy: ',',
  },
  InstanceType: { file: 'parameters', meaning: "the tickerplant's instance type" },
  SubnetIds: { file: 'parameters', meaning: 'private subnets of the servers', joinedBy: ',' },
  SubnetId: { file: 'parameters', meaning: "the tickerplant's one subnet" },
  SecurityGroupId: { file: 'parameters', meaning: 'security group of the servers' },
  MinSize: { file: 'parameters', meaning: 'the fewest servers' },
  MaxSize: { file: 'parameters', meaning: 'the most servers' },
  TargetCpuPercent: { file: 'parameters', meaning: 'average CPU that AWS keeps the group at' },
  WarmupSeconds: {
    file: 'parameters',
    meaning: 'how long a new server does not count in the average of the CPU',
  },
  VpcId: { file: 'network', meaning: 'the VPC of the servers' },
  CodeBucket: { file: 'parameters', meaning: 'S3 bucket of the q code' },
  CodeKey: { file: 'parameters', meaning: 'key of the zip in that bucket' },
  CodeVersion: { file: 'parameters', meaning: 'exact version of that object' },
  InitScript: { file: 'parameters', meaning: 'q script that q loads, within the zip' },
  QArguments: { file: 'parameters', meaning: "q's command line", joinedBy: ' ', words: 'of-a-shell' },
  SavedownVolumeType: { file: 'parameters', meaning: 'EBS type of the disk that the end of day writes to' },
  SavedownIops: { file: 'parameters', meaning: 'IOPS of that disk' },
  SavedownGib: { file: 'parameters', meaning: 'size of that disk, GiB' },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof PARAMETERS;

/** The longest value of a parameter (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html). */
export const PARAMETER_BYTES_MAX = 4_096;

/** What a rule writes; `file` says where. */
export interface Write {
  readonly file: FileKind;
  readonly name: string;
  readonly value: string;
}

export function parameter(name: ParameterName, value: string | number): Write {
  return { file: PARAMETERS[name].file, name, value: String(value) };
}

/** Where a parameter is found, as the report says it. */
export function placeOf(name: ParameterName): string {
  return `${FILES[PARAMETERS[name].file]} ${name}`;
}
