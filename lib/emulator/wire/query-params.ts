// awsQuery and ec2Query request bodies to a tree. `Filters.member.1.Values.member.2=x` (awsQuery) and
// `Filter.1.Value.2=x` (ec2Query, flattened lists) both become nested arrays. Leaves stay strings; the
// action's own schema makes them numbers, booleans and times.
// Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
//         https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html

/** A parsed parameter: a string, a list or a structure. */
export type ParamTree = string | readonly ParamTree[] | { readonly [name: string]: ParamTree };

interface Branch {
  readonly children: Map<string, Branch>;
  leaf?: string;
}

/** Parses a form body; `Action` and `Version` are among the members. */
export function parseQueryParams(body: string): { readonly [name: string]: ParamTree } {
  const root: Branch = { children: new Map() };
  for (const [key, value] of new URLSearchParams(body)) {
    let branch = root;
    for (const part of key.split('.')) branch = childOf(branch, part);
    branch.leaf = value;
  }
  return Object.fromEntries([...root.children].map(([name, child]) => [name, toTree(child)]));
}

function childOf(branch: Branch, name: string): Branch {
  const existing = branch.children.get(name);
  if (existing) return existing;
  const child: Branch = { children: new Map() };
  branch.children.set(name, child);
  return child;
}

function toTree(branch: Branch): ParamTree {
  if (branch.children.size === 0) return branch.leaf ?? '';
  const members = branch.children.get('member');
  if (members && branch.children.size === 1) return members.children.size > 0 ? toList(members) : [];
  if ([...branch.children.keys()].every((key) => /^\d+$/.test(key))) return toList(branch);
  return Object.fromEntries([...branch.children].map(([name, child]) => [name, toTree(child)]));
}

function toList(branch: Branch): readonly ParamTree[] {
  return [...branch.children]
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => toTree(child));
}
