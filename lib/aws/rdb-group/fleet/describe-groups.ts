// Describes Auto Scaling groups: one, several by their names, or all that are managed; and names those. One that is described badly spoils no
// other's description. Shapes are mapped in group-of-sdk.ts. Used by aws-fleet-reader.ts.
import {
  DescribeAutoScalingGroupsCommand,
  DescribeTagsCommand,
  type AutoScalingClient,
  type AutoScalingGroup,
  type DescribeAutoScalingGroupsCommandInput,
  type TagDescription,
} from '@aws-sdk/client-auto-scaling';
import { PortError } from '../../../core/errors.ts';
import { settleNow, type Settled } from '../../../ports/settled.ts';
import { isManaged, MANAGED_TAG, type Group } from '../../../targets/rdb-group/domain/group.ts';
import { GROUPS_PER_READ_MAX, type FleetReader } from '../../../targets/rdb-group/ports/fleet.ts';
import type { AwsCalls } from '../../aws-calls.ts';
import { groupOfSdk, nameOfSdk } from './group-of-sdk.ts';

/** 20,000 groups; an account's quota is 500 unless raised. Beyond it the listing is an error. */
export const GROUP_PAGES_MAX = 200;

/** A hundred names fit one page; AWS may answer with less than a page all the same. */
export const NAMED_PAGES_MAX = 10;

const CALL = 'autoscaling:DescribeAutoScalingGroups';
const NAMES_CALL = 'autoscaling:DescribeTags';

/** The groups' part of a `FleetReader`. */
export function createDescribeGroups(
  client: AutoScalingClient,
  calls: AwsCalls,
): Pick<FleetReader, 'readGroup' | 'readGroups' | 'listManagedGroups' | 'listManagedNames'> {
  async function* pages(input: DescribeAutoScalingGroupsCommandInput, pageCountMax: number) {
    let token: string | undefined;
    for (let page = 1; page <= pageCountMax; page += 1) {
      const command = new DescribeAutoScalingGroupsCommand({
        ...input,
        ...(token !== undefined && { NextToken: token }),
      });
      const answer = await calls.read(CALL, (options) => client.send(command, options));
      if (!answer.AutoScalingGroups)
        throw new PortError(CALL, 'IncompleteAnswer', 'the answer has no AutoScalingGroups');
      yield answer.AutoScalingGroups;
      token = answer.NextToken;
      if (!token) return;
    }
    throw tooManyPages(CALL, pageCountMax);
  }

  return {
    readGroup: async (groupName) => {
      for await (const described of pages({ AutoScalingGroupNames: [groupName] }, NAMED_PAGES_MAX)) {
        const group = described.map(groupOfSdk).find(({ name }) => name === groupName);
        if (group) return group;
      }
      return undefined;
    },

    /** Without `MaxRecords` AWS takes fifty names; without names it describes all groups there are. */
    readGroups: async (names) => {
      if (names.length === 0) return [];
      const input = { AutoScalingGroupNames: [...names], MaxRecords: GROUPS_PER_READ_MAX };
      const described: AutoScalingGroup[] = [];
      for await (const page of pages(input, NAMED_PAGES_MAX)) described.push(...page);
      return groupsNamed(names, described);
    },

    async *listManagedGroups() {
      const Filters = [{ Name: `tag:${MANAGED_TAG}`, Values: ['true'] }];
      const failures: unknown[] = [];
      for await (const page of pages({ Filters, MaxRecords: GROUPS_PER_READ_MAX }, GROUP_PAGES_MAX)) {
        const mapped = page.map((group) => settleNow(() => groupOfSdk(group)));
        failures.push(...mapped.flatMap((one) => (one.ok ? [] : [one.error])));
        // Asked again here: nothing without the tag is touched, whatever the filter let through.
        yield mapped.flatMap((one) => (one.ok && isManaged(one.value) ? [one.value] : []));
      }
      if (failures.length > 0) throw failures[0];
    },

    /**
     * By the tag itself: a page of a hundred takes 20 KB, where a description of as many groups takes 20 KB for each.
     * All filters must hold: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeTags.html
     */
    async *listManagedNames() {
      const Filters = [
        { Name: 'key', Values: [MANAGED_TAG] },
        { Name: 'value', Values: ['true'] },
      ];
      let token: string | undefined;
      for (let page = 1; page <= GROUP_PAGES_MAX; page += 1) {
        const command = new DescribeTagsCommand({
          Filters,
          MaxRecords: GROUPS_PER_READ_MAX,
          NextToken: token,
        });
        const answer = await calls.read(NAMES_CALL, (options) => client.send(command, options));
        if (!answer.Tags) throw new PortError(NAMES_CALL, 'IncompleteAnswer', 'the answer has no Tags');
        yield answer.Tags.flatMap(managedGroupOf);
        token = answer.NextToken;
        if (!token) return;
      }
      throw tooManyPages(NAMES_CALL, GROUP_PAGES_MAX);
    },
  };
}

/** Asked again here: nothing without the tag is named, whatever the filters let through. */
function managedGroupOf({ Key, Value, ResourceId }: TagDescription): readonly string[] {
  if (Key !== MANAGED_TAG || Value !== 'true') return [];
  if (ResourceId === undefined)
    throw new PortError(NAMES_CALL, 'IncompleteAnswer', `a tag ${MANAGED_TAG} has no ResourceId`);
  return [ResourceId];
}

function tooManyPages(call: string, pageCountMax: number): PortError {
  return new PortError(
    call,
    'TooManyPages',
    `more than ${pageCountMax} pages of ${GROUPS_PER_READ_MAX} groups`,
  );
}

/** Each in its order. Beside a description without a name, none that is missing is known not to be there. */
function groupsNamed(
  names: readonly string[],
  described: readonly AutoScalingGroup[],
): readonly Settled<Group | undefined>[] {
  const ofName = new Map<string, AutoScalingGroup>();
  let nameless: Settled<never> | undefined;
  for (const group of described) {
    const name = settleNow(() => nameOfSdk(group));
    if (name.ok) ofName.set(name.value, group);
    else nameless = name;
  }
  return names.map((name) => {
    const group = ofName.get(name);
    if (group) return settleNow(() => groupOfSdk(group));
    return nameless ?? { ok: true, value: undefined };
  });
}
