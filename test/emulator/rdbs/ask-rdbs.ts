// Asks the emulated RDBs as the probe does.
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { probeTargets } from '../../../lib/kdb/probe-targets.ts';
import { findRdbQuery } from '../../../lib/kdb/rdb-queries.ts';
import type { ProbeAnswer, RdbAccess } from '../../../lib/targets/rdb-group/ports/probe.ts';
import { type LocalAws, present } from '../local-aws.ts';

/** Asks every instance that EC2 shows, where it says that they are. */
export async function askAll(
  { ec2, emulator }: Pick<LocalAws, 'ec2' | 'emulator'>,
  access?: RdbAccess,
): Promise<readonly ProbeAnswer[]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  const { port } = present(emulator.rdbs);
  const query = present(findRdbQuery('kx-autoscaling'));
  const targets = instances.map(({ InstanceId, PrivateIpAddress }) => {
    return { instanceId: present(InstanceId), host: present(PrivateIpAddress), port, processes: 1, query };
  });
  return probeTargets({ targets, ...(access && { access }) });
}

/** `report`, or how each failed. */
export function kindsOf(answers: readonly ProbeAnswer[]): readonly string[] {
  return answers.map((answer) => (answer.kind === 'report' ? 'report' : answer.failure.code));
}
