// The import as a whole: texts of files → the report, and the files to write. Pure; reading and writing are the command's.
// Next: read-forms.ts, map-cluster.ts, plan-files.ts.
import type { Cluster } from './cluster.ts';
import { stackNameOf } from './cluster.ts';
import { FinspaceError } from './finspace-error.ts';
import type { MapOptions } from './map-cluster.ts';
import { mapCluster } from './map-cluster.ts';
import type { PlannedFile } from './plan-files.ts';
import { planCluster } from './plan-files.ts';
import { readClusters } from './read-forms.ts';
import { readmeOf } from './readme.ts';
import type { ReportEntry } from './report-entry.ts';
import type { Terms } from './rules/rule.ts';

export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export interface ImportOptions extends Pick<MapOptions, 'secrets'> {
  /** What the user adds for the cluster of this name. */
  readonly termsOf: (clusterName: string) => Terms;
}

export interface Import {
  readonly clusterNames: readonly string[];
  readonly entries: readonly ReportEntry[];
  readonly files: readonly PlannedFile[];
}

/** @throws FinspaceError where an input is refused; then nothing may be written. */
export function importFinspace(sources: readonly SourceText[], options: ImportOptions): Import {
  const clusters = sources.flatMap(({ file, text }) => readClusters(file, text));
  assertApart(clusters);
  const inputs = clusters.map((cluster) => {
    const terms = options.termsOf(cluster.name);
    const mapped = mapCluster(cluster, { terms, secrets: options.secrets });
    return { mapped, planned: planCluster(mapped) };
  });
  return {
    clusterNames: clusters.map(({ name }) => name),
    entries: inputs.flatMap(({ mapped }) => mapped.entries),
    files: [...inputs.flatMap(({ planned }) => planned.files), { path: 'README.md', text: readmeOf(inputs) }],
  };
}

/** Clusters of one name, or of names that differ in case or in "-" and "_" alone, would share a folder or a stack. */
function assertApart(clusters: readonly Cluster[]): void {
  const names = new Map<string, string>();
  for (const cluster of clusters) {
    const key = stackNameOf(cluster).toLowerCase();
    const other = names.get(key);
    if (other !== undefined)
      throw new FinspaceError(
        `two clusters are ${other === cluster.name ? `called ${other}` : `${other} and ${cluster.name}, which share a stack's name`}: import them into different folders`,
      );
    names.set(key, cluster.name);
  }
}
