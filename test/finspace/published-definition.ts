// Definitions as FinSpace published them: the committed table of fields, and a definition with all of them set.
import { readFileSync } from 'node:fs';
import type { ClusterType } from '../../lib/finspace/cluster.ts';
import type { Import } from '../../lib/finspace/import-finspace.ts';
import { importFinspace } from '../../lib/finspace/import-finspace.ts';
import type { Outcome } from '../../lib/finspace/report-entry.ts';
import type { Terms } from '../../lib/finspace/rules/rule.ts';

export interface PublishedField {
  /** `[]` for each item of a list, `*` for each entry of a map. */
  readonly path: string;
  readonly in: readonly ('request' | 'answer' | 'terraform')[];
  /** Absent of the type, which is that of the definition. */
  readonly sample?: string | number | boolean;
  readonly outcome: Outcome | Readonly<Partial<Record<ClusterType | 'others', Outcome>>>;
}

const TABLE = new URL('../../data/finspace/kx-cluster-fields.json', import.meta.url);

export const PUBLISHED_FIELDS = (
  JSON.parse(readFileSync(TABLE, 'utf8')) as { readonly fields: readonly PublishedField[] }
).fields;

export interface JsonObject {
  [name: string]: unknown;
}

/** The name that an entry of a map has in a definition. */
export const ENTRY_NAME = 'team';

/** A definition of that type with every field of that form set. */
export function aDefinition(type: ClusterType, form: PublishedField['in'][number] = 'request'): JsonObject {
  const definition: JsonObject = {};
  for (const field of PUBLISHED_FIELDS)
    if (field.in.includes(form)) set(definition, stepsOf(field.path), field.sample ?? type);
  return definition;
}

/** The path that a field has in `aDefinition`: the first item of each list, the one entry of a map. */
export function pathOf(field: Pick<PublishedField, 'path'>): string {
  return field.path.replaceAll('[]', '[0]').replace('*', ENTRY_NAME);
}

export function expectedOutcome({ outcome }: PublishedField, type: ClusterType): Outcome | undefined {
  return typeof outcome === 'string' ? outcome : (outcome[type] ?? outcome.others);
}

function stepsOf(path: string): readonly string[] {
  return path.replace('*', ENTRY_NAME).split(/\.|(?=\[\])/);
}

function set(target: JsonObject, [step = '', next, ...rest]: readonly string[], value: unknown): void {
  if (next === undefined) target[step] = value;
  else if (next !== '[]') {
    target[step] ??= {};
    set(target[step] as JsonObject, [next, ...rest], value);
  } else if (rest.length === 0) target[step] = [value];
  else {
    target[step] ??= [{}];
    set((target[step] as readonly JsonObject[])[0] ?? {}, rest, value);
  }
}

/** Imports definitions as one file would hold them. */
export function importDefinitions(
  definitions: readonly unknown[],
  { terms = {}, secrets = 'redacted' }: { terms?: Terms; secrets?: 'redacted' | 'shown' } = {},
): Import {
  return importFinspace([{ file: 'clusters.json', text: JSON.stringify(definitions) }], {
    secrets,
    termsOf: () => terms,
  });
}

/** A file of the import, parsed: names and values, whether of parameters or of tags. */
export function valuesIn(found: Import, path: string): Readonly<Record<string, string>> {
  const text = found.files.find((file) => file.path === path)?.text ?? '[]';
  const rows = JSON.parse(text) as readonly Readonly<Record<string, string>>[];
  return Object.fromEntries(
    rows.map((row) => [row['ParameterKey'] ?? row['Key'] ?? '', row['ParameterValue'] ?? row['Value'] ?? '']),
  );
}
