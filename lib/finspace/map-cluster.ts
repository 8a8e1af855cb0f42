// One cluster → one line of the report for every leaf, and what is written for it. Total: a leaf that no rule knows, or whose
// value FinSpace would not have taken, is given to a person. Next: rules/rules.ts, then plan-files.ts.
import type { Cluster } from './cluster.ts';
import type { Leaf } from './leaves.ts';
import type { Write } from './parameters.ts';
import type { ReportEntry } from './report-entry.ts';
import { REDACTED } from './report-entry.ts';
import { entryName } from './rules/code.ts';
import type { Terms, Verdict } from './rules/rule.ts';
import { dropped, needsYou } from './rules/rule.ts';
import { RULES } from './rules/rules.ts';
import { isSecretName, isSecretShape } from './secrets.ts';

export interface MappedCluster {
  readonly cluster: Cluster;
  readonly entries: readonly ReportEntry[];
  readonly writes: readonly Write[];
}

export interface MapOptions {
  readonly terms: Terms;
  /** Whether values that look like secrets are in the report. */
  readonly secrets: 'redacted' | 'shown';
}

export function mapCluster(cluster: Cluster, { terms, secrets }: MapOptions): MappedCluster {
  const secretParents = secretParentsOf(cluster);
  const judged = cluster.leaves.map((leaf) => ({ leaf, verdict: verdictOn(leaf, cluster, terms) }));
  return {
    cluster,
    entries: judged.map(({ leaf, verdict }) => ({
      cluster: cluster.name,
      path: leaf.path,
      value: secrets === 'redacted' && isSecret(leaf, cluster, secretParents) ? REDACTED : leaf.value,
      outcome: verdict.outcome,
      to: verdict.to ?? null,
      why: verdict.why,
    })),
    writes: judged.flatMap(({ verdict }) => verdict.writes ?? []),
  };
}

function verdictOn(leaf: Leaf, cluster: Cluster, terms: Terms): Verdict {
  const { field, path, value } = leaf;
  if (value === null || value === '' || typeof value === 'object') return dropped('nothing was set');
  const rule = field === undefined ? undefined : RULES[field];
  if (!rule) return needsYou('no field that FinSpace published: say yourself what it was for');
  const parsed = rule.admits.safeParse(value);
  if (!parsed.success && value === 0) return dropped('nothing was set: a state of Terraform has 0 for that');
  if (!parsed.success) return needsYou('no value that FinSpace took for this field: nothing is made of it');
  if (isMarked(leaf, cluster))
    return needsYou('Terraform marks it as sensitive: it is written nowhere, so set it yourself');
  return rule.decide({ value: parsed.data, path, cluster, terms });
}

function isMarked({ path }: Leaf, { sensitivePaths }: Cluster): boolean {
  return sensitivePaths.some(
    (marked) => path === marked || (/^[.[]/.test(path.slice(marked.length)) && path.startsWith(marked)),
  );
}

/**
 * Arguments and tags by their name, everything by its shape, and what Terraform marks. Names that are FinSpace's own say
 * nothing; those of entries, and of what is no field, may.
 */
function isSecret(leaf: Leaf, cluster: Cluster, secretParents: readonly string[]): boolean {
  if (isMarked(leaf, cluster) || isSecretShape(leaf.value)) return true;
  if (secretParents.some((parent) => leaf.path.startsWith(`${parent}.`))) return !NAMING.test(leaf.path);
  const isNamed = leaf.field === undefined || leaf.field.endsWith('.*');
  return isNamed && leaf.path.split('.').some((step) => isSecretName(entryName(step)));
}

/** The half that names, of a name and a value side by side; tags are given so too. */
const NAMING = /\.(key|name)$/i;

/** Objects that say of themselves, by a `key` or `name` in them, that they are a secret. */
function secretParentsOf({ leaves }: Cluster): readonly string[] {
  return leaves
    .filter(({ path, value }) => NAMING.test(path) && typeof value === 'string' && isSecretName(value))
    .map(({ path }) => path.replace(NAMING, ''));
}
