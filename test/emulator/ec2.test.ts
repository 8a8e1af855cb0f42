import {
  DescribeInstancesCommand,
  DescribeTagsCommand,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../lib/core/units.ts';
import { aGroup, type LocalAws, present, refusalOf, START_MS, startLocalAws } from './local-aws.ts';

function instanceIds({ world }: LocalAws): readonly string[] {
  return [...world.ec2.list()].map(({ instanceId }) => instanceId);
}

describe('EC2 on the wire', () => {
  it('describes an instance with its launch time, address, state and group tag', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const InstanceIds = instanceIds(aws).slice(0, 1);
    const { Reservations } = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    expect(Reservations?.flatMap(({ Instances = [] }) => Instances)).toMatchObject([
      {
        InstanceId: InstanceIds[0],
        State: { Name: 'running', Code: 16 },
        LaunchTime: new Date(START_MS - HOUR_MS),
        PrivateIpAddress: expect.stringMatching(/^10\./),
        Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'rdb-a' }],
      },
    ]);
  });

  it.each([
    ['tag:aws:autoscaling:groupName', 'rdb-b', 2],
    ['instance-state-name', 'running', 4],
    ['instance-state-name', 'terminated', 0],
    ['tag-key', 'aws:autoscaling:groupName', 4],
  ])('filters instances by %s = %s', async (Name, value, count) => {
    const aws = await startLocalAws({ groups: [aGroup(), aGroup({ name: 'rdb-b' })] });
    const answer = await aws.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name, Values: [value] }] }));
    expect(answer.Reservations).toHaveLength(count);
  });

  it('pages instances', async () => {
    const aws = await startLocalAws({
      groups: [aGroup({ maxSize: 12, desiredCapacity: 12, readyNodeCount: 12 })],
    });
    const sizes: number[] = [];
    for await (const page of paginateDescribeInstances({ client: aws.ec2, pageSize: 5 }, {})) {
      sizes.push(present(page.Reservations).length);
    }
    expect(sizes).toEqual([5, 5, 2]);
  });

  it.each([
    [
      'i-0ffffffffffffffff',
      'InvalidInstanceID.NotFound',
      "The instance ID 'i-0ffffffffffffffff' does not exist",
    ],
    ['nonsense', 'InvalidInstanceID.Malformed', 'Invalid id: "nonsense"'],
  ])('refuses the instance id %s in the words of AWS', async (id, name, message) => {
    const { ec2 } = await startLocalAws();
    const refusal = await refusalOf(ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] })));
    expect(refusal).toMatchObject({ name, message });
  });

  it('refuses a filter that it does not know, with no instance there', async () => {
    const { ec2 } = await startLocalAws();
    const Filters = [{ Name: 'colour', Values: ['red'] }];
    for (const call of [
      ec2.send(new DescribeInstancesCommand({ Filters })),
      ec2.send(new DescribeTagsCommand({ Filters })),
    ]) {
      expect(await refusalOf(call)).toMatchObject({ name: 'InvalidParameterValue' });
    }
  });

  it('describes the tags of instances', async () => {
    const aws = await startLocalAws({ groups: [aGroup()] });
    const [id = ''] = instanceIds(aws);
    const answer = await aws.ec2.send(
      new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }),
    );
    expect(answer.Tags).toEqual([
      { Key: 'aws:autoscaling:groupName', Value: 'rdb-a', ResourceId: id, ResourceType: 'instance' },
    ]);
  });
});
