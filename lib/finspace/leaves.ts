// Takes a cluster's definition apart into leaves, one for each value in it, under FinSpace's published names. Nothing is
// left out: what no published field fits is a leaf without a field. Next: cluster.ts.

export interface Leaf {
  /** `databases[0].cacheConfigurations[1].dbPaths[0]` */
  readonly path: string;
  /** The published field, `databases[].cacheConfigurations[].dbPaths[]`; undefined where none fits. */
  readonly field: string | undefined;
  /** A scalar, null, or an empty list or object. */
  readonly value: unknown;
}

/** The published fields as a tree: names, `[]` for the items of a list, `*` for the entries of a map. */
export type FieldTree = ReadonlyMap<string, FieldTree>;

/** Levels below which nothing of FinSpace's ever was; deeper input is refused by the reader. */
export const DEPTH_MAX = 32;

/** Terraform's own names for published fields (hashicorp/terraform-provider-aws, finspace_kx_cluster). */
const ALIASES: Readonly<Record<string, string>> = {
  name: 'clusterName',
  type: 'clusterType',
  description: 'clusterDescription',
  database: 'databases',
};

export function fieldTree(fields: readonly string[]): FieldTree {
  const root = new Map<string, FieldTree>();
  for (const field of fields) {
    let node = root;
    for (const step of field.split(/\.|(?=\[\])/)) {
      const child = (node.get(step) ?? new Map()) as Map<string, FieldTree>;
      node.set(step, child);
      node = child;
    }
  }
  return root;
}

interface Place {
  readonly path: string;
  readonly field: string;
  /** Undefined below what no field fits. */
  readonly tree: FieldTree | undefined;
}

export function leavesOf(definition: Readonly<Record<string, unknown>>, tree: FieldTree): readonly Leaf[] {
  return objectLeaves(definition, { path: '', field: '', tree });
}

function leaves(value: unknown, place: Place): readonly Leaf[] {
  const { path, tree } = place;
  if (Array.isArray(value) && value.length > 0) return listLeaves(value, place);
  if (isObject(value) && Object.keys(value).length > 0) return objectLeaves(value, place);
  const item = tree?.get('[]');
  // Terraform's own example gives a single value where a list is due: the value is the list's one item.
  if (item?.size === 0 && !isObject(value)) return [{ path, field: `${place.field}[]`, value }];
  const isEmpty = value === null || typeof value === 'object';
  return [{ path, field: tree && (tree.size === 0 || isEmpty) ? place.field : undefined, value }];
}

function listLeaves(list: readonly unknown[], place: Place): readonly Leaf[] {
  const { path, field, tree } = place;
  const item = tree?.get('[]');
  const [first] = list;
  // Terraform's state has a list of one block where FinSpace has a structure.
  const isStructure = tree && tree.size > 0 && !item && !tree.has('*');
  if (isStructure && list.length === 1 && isObject(first)) return leaves(first, place);
  return list.flatMap((entry, index) =>
    leaves(entry, { path: `${path}[${index}]`, field: `${field}[]`, tree: item }),
  );
}

function objectLeaves(object: Readonly<Record<string, unknown>>, place: Place): readonly Leaf[] {
  const { path, field, tree } = place;
  const nameOf = (key: string) => tree && publishedName(key, tree, path === '');
  const keyOfName = new Map<string, string>();
  for (const key of Object.keys(object)) {
    const name = nameOf(key);
    // The published spelling comes before others, so that a second one never stands under the first one's path.
    if (name !== undefined && (name === key || !keyOfName.has(name))) keyOfName.set(name, key);
  }
  return Object.entries(object).flatMap(([key, value]) => {
    const entry = tree?.get('*');
    if (entry) return leaves(value, { path: below(path, key), field: below(field, '*'), tree: entry });
    const name = nameOf(key);
    // A second spelling is no field: which of the two holds is not ours to say.
    if (name === undefined || keyOfName.get(name) !== key)
      return leaves(value, { path: below(path, key), field: '', tree: undefined });
    return leaves(value, { path: below(path, name), field: below(field, name), tree: tree?.get(name) });
  });
}

/** camelCase, snake_case and PascalCase alike. */
function publishedName(key: string, tree: FieldTree, isRoot: boolean): string | undefined {
  const plain = plainName(key);
  const found = [...tree.keys()].find((name) => plainName(name) === plain);
  if (found !== undefined || !isRoot) return found;
  return Object.hasOwn(ALIASES, plain) ? ALIASES[plain] : undefined;
}

function plainName(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/** Names that would read as something else are quoted, so that no two leaves have one path. */
function below(path: string, name: string): string {
  if (name !== '*' && !/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
