// What an import writes, as paths and texts: the shell around it does the writing. Paths are made of names that cluster.ts
// let pass. Next: readme.ts.
import type { Cluster } from './cluster.ts';
import { FinspaceError } from './finspace-error.ts';
import type { MappedCluster } from './map-cluster.ts';
import type { FileKind, Parameter, Write } from './parameters.ts';
import { FILES, PARAMETER_BYTES_MAX, PARAMETERS } from './parameters.ts';
import { ROLL_THRESHOLD_PERCENT, SCALE_THRESHOLD_PERCENT } from './rules/slices.ts';

/** A file to be written; the path is relative to the folder that the user names, with slashes. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

export interface ClusterFiles {
  readonly cluster: Cluster;
  readonly files: readonly PlannedFile[];
}

/** @throws FinspaceError where a parameter is longer than CloudFormation takes. */
export function planCluster({ cluster, writes }: MappedCluster): ClusterFiles {
  const kinds: readonly FileKind[] = ['parameters', 'network', 'tags', 'groupTags'];
  const all = cluster.type === 'RDB' ? [...GROUP_TAGS, ...writes] : writes;
  return {
    cluster,
    files: kinds.flatMap((kind) => {
      const entries = merged(
        all.filter(({ file }) => file === kind),
        cluster,
      );
      if (entries.length === 0) return [];
      const isTags = kind === 'tags' || kind === 'groupTags';
      const rows = entries.map(([name, value]) =>
        isTags ? { Key: name, Value: value } : { ParameterKey: name, ParameterValue: value },
      );
      return [{ path: `${cluster.name}/${FILES[kind]}`, text: `${JSON.stringify(rows, null, 2)}\n` }];
    }),
  };
}

/** Tags of every group, over which the rules write theirs: at first it decides and changes nothing. */
const GROUP_TAGS: readonly Write[] = [
  ['spillway:mode', 'dry-run'],
  ['spillway:scale-threshold', String(SCALE_THRESHOLD_PERCENT)],
  ['spillway:roll-threshold', String(ROLL_THRESHOLD_PERCENT)],
  ['spillway:processes', '1'],
].map(([name = '', value = '']) => ({ file: 'groupTags', name, value }));

function merged(writes: readonly Write[], cluster: Cluster): readonly (readonly [string, string])[] {
  const values = new Map<string, string>();
  for (const { name, value } of writes) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before}${joinerOf(name)}${value}`);
  }
  for (const [name, value] of values)
    if (Buffer.byteLength(value) > PARAMETER_BYTES_MAX)
      throw new FinspaceError(
        `${cluster.name}: ${name} would have ${Buffer.byteLength(value)} bytes; CloudFormation takes ${PARAMETER_BYTES_MAX}`,
      );
  return [...values];
}

function joinerOf(name: string): string {
  const joiner = Object.entries<Parameter>(PARAMETERS).find(([known]) => known === name)?.[1].joinedBy;
  if (joiner === undefined) throw new Error(`${name} is written twice`);
  return joiner;
}
