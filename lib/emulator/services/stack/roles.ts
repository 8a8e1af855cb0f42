// IAM: the roles of the stack, whom they trust, and their policies.
// Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
//   https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
//   https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html
//   https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { uniqueId } from '../../aws-names.ts';
import { roleArn, type EmulatedStack } from '../../stack/emulated-stack.ts';
import type { EmulatedRole } from '../../stack/stack-roles.ts';
import { isJson } from '../../wire/is-json.ts';
import { pageOf } from '../../wire/page.ts';
import { integer, text } from '../../wire/params.ts';
import type { Invoker } from '../invoke.ts';
import { noPolicy, type ManagedPolicyAction } from './managed-policies.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

/** A policy of the template that is there with the probe, and else not. */
const WITH_PROBE = 'probe';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
const ROLES_PAGE_MAX = 1_000;
const ROLES_PAGE_DEFAULT = 100;

const named = z.object({ RoleName: text });
const ofPolicy = named.extend({ PolicyName: text });
const ofArn = named.extend({ PolicyArn: text });

export function roleActions(
  { roles, deployedAtMs, managedPolicies }: Pick<EmulatedStack, 'roles' | 'deployedAtMs' | 'managedPolicies'>,
  { has }: Pick<Invoker, 'has'>,
): Omit<ServiceActions<'iam'>, ManagedPolicyAction> {
  const absent = (what: string) => new AwsError('NoSuchEntity', `The ${what} cannot be found.`, 404);

  function find(roleName: string): EmulatedRole {
    const role = roles.get(roleName);
    if (!role) throw absent(`role with name ${roleName}`);
    return role;
  }
  const isThere = (policyName: string) => policyName !== WITH_PROBE || has('probe');

  function roleAnswer(RoleName: string) {
    const { trust, boundaryArn } = find(RoleName);
    return {
      RoleName,
      RoleId: uniqueId('AROA', RoleName),
      Arn: roleArn(RoleName),
      Path: '/',
      CreateDate: new Date(deployedAtMs),
      AssumeRolePolicyDocument: encodeURIComponent(trust),
      ...(boundaryArn !== undefined && {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: boundaryArn,
        },
      }),
    };
  }

  return {
    GetRole: serviceAction(named, ({ RoleName }) => ({ Role: roleAnswer(RoleName) })),
    ListRoles: serviceAction(
      z.object({
        PathPrefix: text.default('/'),
        MaxItems: integer.min(1).max(ROLES_PAGE_MAX).default(ROLES_PAGE_DEFAULT),
        Marker: text.optional(),
      }),
      ({ PathPrefix, MaxItems, Marker }) => {
        const found = PathPrefix === '/' ? [...roles.keys()].sort() : [];
        const page = pageOf(found, MaxItems, Marker, 'InvalidInput');
        return {
          Roles: page.entries.map(roleAnswer),
          IsTruncated: page.nextToken !== undefined,
          Marker: page.nextToken,
        };
      },
    ),
    PutRolePermissionsBoundary: serviceAction(
      named.extend({ PermissionsBoundary: text }),
      ({ RoleName, PermissionsBoundary }) => {
        const role = find(RoleName);
        if (!managedPolicies.has(PermissionsBoundary)) throw absent(`policy ${PermissionsBoundary}`);
        role.boundaryArn = PermissionsBoundary;
        return {};
      },
    ),
    DeleteRolePermissionsBoundary: serviceAction(named, ({ RoleName }) => {
      find(RoleName).boundaryArn = undefined;
      return {};
    }),
    UpdateAssumeRolePolicy: serviceAction(
      named.extend({ PolicyDocument: text }),
      ({ RoleName, PolicyDocument }) => {
        const role = find(RoleName);
        if (!isJson(PolicyDocument)) throw noPolicy();
        role.trust = PolicyDocument;
        return {};
      },
    ),
    ListRolePolicies: serviceAction(named, ({ RoleName }) => ({
      PolicyNames: [...find(RoleName).inline.keys()].filter(isThere),
      IsTruncated: false,
    })),
    GetRolePolicy: serviceAction(ofPolicy, ({ RoleName, PolicyName }) => {
      const document = find(RoleName).inline.get(PolicyName);
      if (document === undefined || !isThere(PolicyName)) throw absent(`role policy with name ${PolicyName}`);
      return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
    }),
    PutRolePolicy: serviceAction(
      ofPolicy.extend({ PolicyDocument: text }),
      ({ RoleName, PolicyName, PolicyDocument }) => {
        find(RoleName).inline.set(PolicyName, PolicyDocument);
        return {};
      },
    ),
    DeleteRolePolicy: serviceAction(ofPolicy, ({ RoleName, PolicyName }) => {
      if (!find(RoleName).inline.delete(PolicyName)) throw absent(`role policy with name ${PolicyName}`);
      return {};
    }),
    ListAttachedRolePolicies: serviceAction(named, ({ RoleName }) => ({
      AttachedPolicies: [...find(RoleName).attached].map((PolicyArn) => ({
        PolicyName: PolicyArn.split('/').at(-1) ?? PolicyArn,
        PolicyArn,
      })),
      IsTruncated: false,
    })),
    AttachRolePolicy: serviceAction(ofArn, ({ RoleName, PolicyArn }) => {
      find(RoleName).attached.add(PolicyArn);
      return {};
    }),
    DetachRolePolicy: serviceAction(ofArn, ({ RoleName, PolicyArn }) => {
      if (!find(RoleName).attached.delete(PolicyArn)) throw absent(`policy ${PolicyArn}`);
      return {};
    }),
  };
}
