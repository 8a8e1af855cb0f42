// Whether the secret with which the RDBs are asked says that it is for this group.
import {
  isSecretFor,
  ownSecretName,
  SECRET_GROUPS_TAG,
} from '../../../../targets/rdb-group/domain/secret-owners.ts';
import { answered, shellWord, wrong } from '../../../doctor/check.ts';
import type { GroupCheck } from '../group-check.ts';

export const secretChecks: GroupCheck = {
  title: 'secret',
  findings: ({ groupName, secret }) => {
    const owners = answered(secret);
    if (!owners || isSecretFor(groupName, owners)) return [];
    const { secretName, groups } = owners;
    const says = groups === undefined ? 'names no group' : `names ${groups}`;
    const text =
      `the RDBs are asked with secret ${secretName}, which ${says}: whoever may tag a group could have its password sent to ` +
      `servers of their own. With probe.secretOwners: enforce it is refused; a secret named ${ownSecretName(groupName)} needs no tag`;
    const value = groups === undefined ? groupName : `${groups} ${groupName}`;
    const tag = shellWord(`Key=${SECRET_GROUPS_TAG},Value=${value}`);
    return [
      wrong(
        'secret-of-another',
        text,
        `aws secretsmanager tag-resource --secret-id ${shellWord(secretName)} --tags ${tag}`,
      ),
    ];
  },
};
