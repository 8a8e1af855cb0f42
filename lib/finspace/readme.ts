// The README that an import leaves beside its files: what to do next, in order. It holds names of FinSpace's and of ours,
// and of values only the region. The longer story: docs/finspace.md.
import type { Cluster, ClusterType } from './cluster.ts';
import { stackNameOf } from './cluster.ts';
import type { MappedCluster } from './map-cluster.ts';
import type { ParameterName } from './parameters.ts';
import { FILES, TEMPLATES } from './parameters.ts';
import type { ClusterFiles } from './plan-files.ts';

/** Parameters without a default that no definition of FinSpace holds, and where they come from. */
const STILL_MISSING: Readonly<Record<ClusterType, readonly string[]>> = {
  RDB: [
    'ImageId (image-builder.yml)',
    'FileSystemId (network.yml)',
    'LogAccessPointId (network.yml)',
    'TickerplantHost (tickerplant.yml)',
  ],
  TICKERPLANT: [
    'ImageId (image-builder.yml)',
    'FileSystemId (network.yml)',
    'LogAccessPointId (network.yml)',
  ],
  HDB: ['ImageId (image-builder.yml)'],
  GATEWAY: ['ImageId (image-builder.yml)'],
  GP: ['ImageId (image-builder.yml)'],
};

/** Parameters without a default that a definition holds, unless it leaves them out, or what it gives is refused. */
function absentOf({ cluster, writes }: MappedCluster): readonly string[] {
  const subnets: ParameterName = cluster.type === 'TICKERPLANT' ? 'SubnetId' : 'SubnetIds';
  const wanted: readonly ParameterName[] = [subnets, 'SecurityGroupId'];
  return wanted
    .filter((name) => !writes.some((write) => write.file === 'parameters' && write.name === name))
    .map((name) => `${name} (your own or of network.yml)`);
}

const READS_OR_WRITES: ReadonlySet<ClusterType> = new Set(['RDB', 'HDB', 'GP']);
const DATABASE = `- for the historical database of network.yml, to write down to or to read: FileSystemId and HdbAccessPointId as well
`;

/** What must be there before the rest connects to it. */
const ORDER: readonly ClusterType[] = ['TICKERPLANT', 'RDB', 'HDB', 'GATEWAY', 'GP'];

export interface ReadmeInput {
  readonly mapped: MappedCluster;
  readonly planned: ClusterFiles;
}

export function readmeOf(inputs: readonly ReadmeInput[]): string {
  const inOrder = ORDER.flatMap((type) => inputs.filter(({ mapped }) => mapped.cluster.type === type));
  return `# From FinSpace to servers of your own

Written by \`spillway import finspace\`. Nothing was called and nothing was made. \`<spillway>\` is the folder of Spillway.

1. Get a licence for kdb+ from KX: FinSpace's was part of the service. Each server needs to be covered; give the number with
   \`--licences\`, and an RDB group goes no higher (\`spillway:nodes-max\`).
2. Settle what needs you, below. Then run the import again, or edit the files.
3. Deploy \`network.yml\` and \`image-builder.yml\` once for each VPC (<spillway>/docs/deploy.md); \`${FILES.network}\` has
   the VPC and the subnets that the definition gives. The template wants three subnets, in three zones.
4. Deploy each cluster as a stack, in this order. The parameters under "add" are not FinSpace's; add them to the file.

${inOrder.map(section).join('\n')}`;
}

function section({ mapped, planned }: ReadmeInput): string {
  const { cluster, entries } = mapped;
  const open = entries.filter(({ outcome }) => outcome === 'needs-you');
  const has = (file: string) => planned.files.some(({ path }) => path === `${cluster.name}/${file}`);
  return `## ${cluster.name} (${cluster.type})

${deployment(mapped, has)}
- add to \`${FILES.parameters}\`: ${[...STILL_MISSING[cluster.type], ...absentOf(mapped)].join(', ')}
${READS_OR_WRITES.has(cluster.type) ? DATABASE : ''}${cluster.type === 'RDB' ? adoption(cluster) : ''}${open.length === 0 ? '- nothing else needs you\n' : `- needs you:\n${open.map(({ path, why }) => `  - \`${path}\`: ${why}`).join('\n')}\n`}`;
}

function deployment({ cluster, entries }: MappedCluster, has: (file: string) => boolean): string {
  const template = TEMPLATES[cluster.type];
  const region = entries.find(({ path, outcome }) => path === 'region' && outcome === 'mapped')?.value;
  const where = region === undefined ? '' : ` --region ${String(region)}`;
  const tags = has(FILES.tags) ? ` --tags file://${cluster.name}/${FILES.tags}` : '';
  return `\`\`\`sh
aws cloudformation create-stack --stack-name ${stackNameOf(cluster)}${where} --capabilities CAPABILITY_IAM \\
  --template-body file://<spillway>/infra/data-plane/${template} \\
  --parameters file://${cluster.name}/${FILES.parameters}${tags}
\`\`\`
`;
}

function adoption({ name }: Cluster): string {
  return `- once it stands: \`npx spillway adopt <output GroupName>\` with the values of \`${name}/${FILES.groupTags}\` (\`--mode dry-run\` and so
  on), then \`npx spillway doctor <output GroupName>\`
`;
}
