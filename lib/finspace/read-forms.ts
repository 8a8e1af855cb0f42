// The three forms that a cluster may have been left in: arguments of create_kx_cluster, an answer of get-kx-cluster, or a
// state of Terraform; one cluster or several. Of a state only aws_finspace_kx_cluster is looked at. Next: leaves.ts.
import * as z from 'zod';
import type { Cluster } from './cluster.ts';
import { clusterOf } from './cluster.ts';
import { FinspaceError } from './finspace-error.ts';
import { DEPTH_MAX, leavesOf } from './leaves.ts';
import { FIELD_TREE } from './rules/rules.ts';

/** Clusters of one import, and leaves of one cluster: far beyond what FinSpace's quotas allowed. */
const CLUSTERS_MAX = 1_000;
const LEAVES_MAX = 10_000;
const RESOURCE_TYPE = 'aws_finspace_kx_cluster';

/** The object itself: a copy by z.record would lose a key such as `__proto__`, and no value may be lost. */
const record = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
/** A step of a path that Terraform marks as sensitive: the name of an attribute, or an index with its type. */
const sensitiveStep = z.object({ type: z.string(), value: z.unknown() });

/** `terraform.tfstate`, format 4. */
const stateFile = z.object({ version: z.literal(4), resources: z.array(record) });
const stateResource = z.object({
  mode: z.literal('managed').optional(),
  type: z.literal(RESOURCE_TYPE),
  instances: z.array(
    z.object({
      attributes: record,
      sensitive_attributes: z.array(z.array(sensitiveStep)).optional(),
    }),
  ),
});

/** `terraform show -json` (https://developer.hashicorp.com/terraform/internals/json-format). */
const shownState = z.object({ values: z.object({ root_module: record }) });
const shownResource = z.object({
  mode: z.literal('managed').optional(),
  type: z.literal(RESOURCE_TYPE),
  values: record,
  sensitive_values: z.unknown().optional(),
});

interface Found {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly sensitive: readonly string[];
}

const FORMS =
  'allowed is JSON: arguments of create_kx_cluster, an answer of get-kx-cluster, a list of these, or a Terraform state (version 4, or terraform show -json)';

/** @throws FinspaceError where the text is none of the forms, or holds no cluster. */
export function readClusters(file: string, text: string): readonly Cluster[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new FinspaceError(`${file} is not JSON; ${FORMS}`, { cause });
  }
  if (depthOf(value) > DEPTH_MAX)
    throw new FinspaceError(`${file} is nested deeper than ${DEPTH_MAX} levels; ${FORMS}`);
  const found = definitionsIn(value, file);
  if (found.length === 0) throw new FinspaceError(`${file} holds no cluster; ${FORMS}`);
  if (found.length > CLUSTERS_MAX)
    throw new FinspaceError(`${file} holds ${found.length} clusters; allowed: at most ${CLUSTERS_MAX}`);
  return found.map(({ definition, sensitive }) => {
    const leaves = leavesOf(definition, FIELD_TREE);
    if (leaves.length > LEAVES_MAX)
      throw new FinspaceError(
        `${file}: a cluster has ${leaves.length} values; allowed: at most ${LEAVES_MAX}`,
      );
    return clusterOf(leaves, { from: file, sensitivePaths: sensitive.flatMap(publishedPath) });
  });
}

function definitionsIn(value: unknown, file: string): readonly Found[] {
  const entries = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry): readonly Found[] => {
    const object = record.safeParse(entry);
    if (!object.success) throw new FinspaceError(`${file} holds what is no cluster; ${FORMS}`);
    // A state before version 4 has modules, and never had such a cluster.
    if ('resources' in object.data || 'modules' in object.data) return inStateFile(object.data, file);
    if ('values' in object.data) return inShownState(object.data, file);
    if (Object.keys(object.data).some((key) => SUMMARIES.test(key)))
      throw new FinspaceError(
        `${file} is an answer of list-kx-clusters, which leaves out nearly all: save an answer of get-kx-cluster for each; ${FORMS}`,
      );
    return [{ definition: object.data, sensitive: [] }];
  });
}

/** https://docs.aws.amazon.com/finspace/latest/management-api/API_ListKxClusters.html */
const SUMMARIES = /^kx_?cluster_?summaries$/i;

function inStateFile(value: unknown, file: string): readonly Found[] {
  const state = stateFile.safeParse(value);
  if (!state.success) throw new FinspaceError(`${file} is no Terraform state of version 4; ${FORMS}`);
  return state.data.resources.flatMap((each) => {
    if (each['type'] !== RESOURCE_TYPE || each['mode'] === 'data') return [];
    const resource = stateResource.safeParse(each);
    if (!resource.success)
      throw new FinspaceError(`${file}: a resource ${RESOURCE_TYPE} has no attributes; ${FORMS}`);
    return resource.data.instances.map(({ attributes, sensitive_attributes: marks = [] }) => ({
      definition: attributes,
      sensitive: marks.flatMap(([first]) => (typeof first?.value === 'string' ? [first.value] : [])),
    }));
  });
}

function inShownState(value: unknown, file: string): readonly Found[] {
  const state = shownState.safeParse(value);
  if (!state.success) throw new FinspaceError(`${file} is no state of terraform show -json; ${FORMS}`);
  return inModule(state.data.values.root_module, file);
}

function inModule(module: Readonly<Record<string, unknown>>, file: string): readonly Found[] {
  const list = (name: string) => z.array(record).catch([]).parse(module[name]);
  const own = list('resources').flatMap((each) => {
    if (each['type'] !== RESOURCE_TYPE || each['mode'] === 'data') return [];
    const resource = shownResource.safeParse(each);
    if (!resource.success)
      throw new FinspaceError(`${file}: a resource ${RESOURCE_TYPE} has no values; ${FORMS}`);
    const marks = record.catch({}).parse(resource.data.sensitive_values);
    return [
      {
        definition: resource.data.values,
        sensitive: Object.keys(marks).filter((name) => hasMark(marks[name])),
      },
    ];
  });
  return [...own, ...list('child_modules').flatMap((child) => inModule(child, file))];
}

/** In sensitive_values `true` stands for a sensitive value, wherever it is; empty lists and objects for none. */
function hasMark(mark: unknown): boolean {
  if (typeof mark !== 'object' || mark === null) return mark === true;
  return Object.values(mark).some(hasMark);
}

/** An attribute of Terraform as the leaves' paths name it. */
function publishedPath(attribute: string): readonly string[] {
  return leavesOf({ [attribute]: null }, FIELD_TREE).map(({ path }) => path);
}

function depthOf(value: unknown): number {
  let depth = 0;
  for (let level = [value]; level.length > 0 && depth <= DEPTH_MAX; depth += 1)
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  return depth;
}
