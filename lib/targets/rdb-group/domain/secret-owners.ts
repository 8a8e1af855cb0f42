// Which groups a secret of kdb+ credentials is for. The secret says so itself: were the group's tag enough, who may tag
// one group could have another team's password sent to servers of their own. Pure; read by lib/aws/rdb-group/secret-owners.ts.

/** What a secret says of its groups. */
export interface SecretOwners {
  /** The secret's own name, whatever it was asked for by. */
  readonly secretName: string;
  /** Its tag `spillway:groups`. */
  readonly groups?: string;
}

/** Tag of a secret: names of groups, separated by spaces or commas; `*` within a name stands for any text. */
export const SECRET_GROUPS_TAG = 'spillway:groups';

/** A secret of this name is the group's own, without a tag. */
export function ownSecretName(groupName: string): string {
  return `spillway/${groupName}`;
}

/** Whether the secret may be used for the group. */
export function isSecretFor(groupName: string, { secretName, groups = '' }: SecretOwners): boolean {
  return secretName === ownSecretName(groupName) || namesGroup(groups, groupName);
}

/** Whether a tag's text names the group: names separated by spaces or commas; `*` within one stands for any text. */
export function namesGroup(text: string, groupName: string): boolean {
  return text.split(/[\s,]+/).some((pattern) => pattern !== '' && matches(groupName, pattern));
}

/** Compared piece by piece, leftmost first: no pattern takes longer than the name is long. */
function matches(name: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let rest = name.slice(first.length, name.length - last.length);
  for (const piece of others) {
    const at = rest.indexOf(piece);
    if (at < 0) return false;
    rest = rest.slice(at + piece.length);
  }
  return true;
}
