// An RDB's server through its boots: what user data writes down must do for every later one.
import { afterEach, describe, expect, it } from 'vitest';
import { reboot, startUnits } from './boot.ts';
import { GROUP_NAME, INSTANCE_ID, launch } from './launched.ts';
import type { Launched, LaunchOptions } from './launched.ts';

const UNITS = ['kdb@rdb', 'spillway-termination'];
let launched: Launched | undefined;
afterEach(() => launched?.server.destroy());

async function anRdb(options?: LaunchOptions): Promise<Launched> {
  launched = await launch('rdb-group.yml', options);
  return launched;
}

const STARTED = `folder=/opt/kdb/scripts ASG_NAME=${GROUP_NAME} INSTANCE_ID=${INSTANCE_ID} TICKERPLANT=10.0.1.5:5010 KDB_PORT=5011 ROLL_THRESHOLD=80 LOG_SERVER= HDB= SAVEDOWN= mounted=/data/tplog,`;

describe("an RDB's server", () => {
  it('starts q with its log, its tickerplant, its group and itself', async () => {
    const { server, userData, up } = await anRdb();
    expect(userData).toEqual({ status: 0, output: '' });
    expect(up).toEqual(expect.arrayContaining(['kdb@rdb']));
    expect(server.lines('started')).toEqual([STARTED]);
    expect(server.read('arguments').split('\0')).toEqual(['rdb.q', '-q', '-p', '5011', '']);
  });

  it('does so after a reboot as well, when user data does not run', async () => {
    const { server } = await anRdb();
    expect(reboot(server)).toContain('kdb@rdb');
    expect(server.lines('started')).toEqual([STARTED, STARTED]);
  });

  it('mounts the log read-only, by TLS, its own role and the access point, at boot', async () => {
    const { server } = await anRdb();
    expect(server.lines('etc/fstab').slice(1)).toEqual([
      'fs-0a1b2c3d:/ /data/tplog efs _netdev,nofail,tls,iam,accesspoint=fsap-0a1b2c3d,ro 0 0',
    ]);
  });

  it('is the same server when user data runs again: one line for a mount, one start for a unit', async () => {
    const { server, again } = await anRdb({ parameters: { HdbAccessPointId: 'fsap-0f0f' } });
    const files = ['etc/fstab', 'enabled', 'etc/kdb/rdb.env', 'etc/kdb/identity.env'];
    const before = files.map((name) => server.read(name));
    expect(again()).toEqual({ status: 0, output: '' });
    expect(files.map((name) => server.read(name))).toEqual(before);
    expect(server.lines('enabled')).toEqual(['amazon-cloudwatch-agent', ...UNITS]);
    expect(server.lines('mounted')).toEqual(['/data/tplog', '/data/hdb']);
  });

  it('starts no q without its log, and starts it once the log is there', async () => {
    const { server, up } = await anRdb({ before: ({ write }) => write('file-system-is-away', '') });
    expect(up).not.toContain('kdb@rdb');
    expect(server.has('started')).toBe(false);
    server.remove('file-system-is-away');
    expect(startUnits(server)).toContain('kdb@rdb');
    expect(server.lines('started')).toEqual([STARTED]);
  });

  it('boots although the file system is away, so that somebody can look', async () => {
    const { server } = await anRdb();
    server.write('file-system-is-away', '');
    expect(reboot(server)).toEqual(expect.not.arrayContaining(['kdb@rdb']));
    expect(server.lines('started')).toHaveLength(1);
  });

  it('mounts the historical database for writing where there is one', async () => {
    const { server } = await anRdb({ parameters: { HdbAccessPointId: 'fsap-0f0f' } });
    expect(server.lines('etc/fstab').at(-1)).toMatch(/ \/data\/hdb efs .*accesspoint=fsap-0f0f,rw 0 0$/);
    expect(server.lines('started')[0]).toMatch(/ HDB=\/data\/hdb .*mounted=\/data\/tplog,\/data\/hdb,$/);
  });

  it('of a tier whose log is on the tickerplant mounts none, and knows who streams it', async () => {
    const { server, up } = await anRdb({ parameters: { LogOn: 'local' } });
    expect(up).toContain('kdb@rdb');
    expect(server.lines('etc/fstab')).toHaveLength(1);
    expect(server.lines('started')[0]).toMatch(/ LOG_SERVER=10\.0\.1\.5:5009 .*mounted=$/);
  });

  it('formats its disk for writing down once, and mounts it on each boot', async () => {
    const { server, again } = await anRdb({
      parameters: { SavedownGib: '100' },
      before: ({ write }) => write('dev/sdf', ''),
    });
    again();
    reboot(server);
    expect(server.lines('calls').filter((call) => call.startsWith('mkfs'))).toEqual([
      'mkfs.xfs -q -L savedown /dev/sdf',
    ]);
    expect(server.lines('etc/fstab').filter((line) => line.includes('savedown'))).toHaveLength(1);
    expect(server.lines('started').at(-1)).toMatch(
      / SAVEDOWN=\/data\/savedown mounted=\/data\/tplog,\/data\/savedown,$/,
    );
  });

  it('goes on trying for its name while the metadata does not answer, and says so at last', async () => {
    const { server, userData } = await anRdb({ before: ({ remove }) => remove('metadata') });
    expect(userData.status).toBe(1);
    expect(userData.output).toContain('no instance id or group name in the metadata after 30 attempts');
    expect(server.has('enabled') && server.lines('enabled')).toEqual(['amazon-cloudwatch-agent']);
  });

  it('hands its log and that of the boot to the agent, with memory under the dimensions of its group', async () => {
    const { server } = await anRdb();
    const agent = JSON.parse(server.read('opt/aws/amazon-cloudwatch-agent/etc/spillway.json')) as object;
    expect(agent).toMatchObject({
      metrics: {
        namespace: 'CWAgent',
        append_dimensions: {
          AutoScalingGroupName: '${aws:AutoScalingGroupName}',
          InstanceId: '${aws:InstanceId}',
        },
      },
      logs: {
        logs_collected: {
          files: {
            collect_list: [
              {
                file_path: '/var/log/kdb/rdb.log',
                log_group_name: 'LogGroup',
                log_stream_name: '{instance_id}/rdb',
              },
              { file_path: '/var/log/cloud-init-output.log' },
            ],
          },
        },
      },
    });
  });

  it.each([
    ['probe', []],
    ['cloudwatch', ['spillway-metrics']],
    ['probe-then-cloudwatch', ['spillway-metrics']],
  ])('of a group with reports %s sends %j', async (Reports, senders) => {
    const { server } = await anRdb({ parameters: { Reports } });
    expect(server.lines('enabled').slice(1)).toEqual([...UNITS, ...senders]);
  });
});

describe('what an RDB wrote of itself', () => {
  it('is sent while it is fresh', async () => {
    const { server } = await anRdb();
    server.write('naps-max', '3');
    server.write('run/spillway/metrics.json', '[]');
    server.run('/opt/kdb/server/bin/send-metrics');
    const sent = server.lines('calls').filter((call) => call.includes('put-metric-data'));
    expect(sent.length).toBeGreaterThan(0);
    expect(new Set(sent)).toEqual(
      new Set([
        'aws cloudwatch put-metric-data --namespace Spillway --metric-data file:///run/spillway/metrics.json',
      ]),
    );
  });

  it('is not sent when it is older than a minute', async () => {
    const { server } = await anRdb();
    server.write('naps-max', '3');
    server.write('run/spillway/metrics.json', '[]');
    server.run('touch -d "-61 seconds" /run/spillway/metrics.json');
    server.run('/opt/kdb/server/bin/send-metrics');
    expect(server.lines('calls').filter((call) => call.includes('put-metric-data'))).toEqual([]);
  });
});

describe('the report of an RDB', () => {
  const identity = JSON.stringify({ accountId: '123456789012', region: 'eu-west-1' }, undefined, 1);
  const anReport = async (said: string) => {
    const { server } = await anRdb();
    server.write('metadata/meta-data/services/partition', 'aws');
    server.write('metadata/dynamic/instance-identity/document', identity);
    server.write('run/spillway/report', said);
    const send = () => {
      server.run(`set -a; . /etc/kdb/identity.env; /opt/kdb/server/bin/send-report`);
      return server.lines('calls').filter((call) => /put-item|put-metric-data/.test(call));
    };
    return { server, send };
  };

  it('is written into the item that its instance may write, once a minute, and the live one tells what is watched', async () => {
    const { server, send } = await anReport('1500 4000 77 1 0 -');
    const [put, metric] = send();
    const item = JSON.parse(/--item (.*)$/.exec(put ?? '')?.[1] ?? '') as Record<
      string,
      Record<string, string>
    >;
    expect(put).toContain('aws dynamodb put-item --table-name spillway-state');
    expect(item).toEqual({
      pk: { S: expect.stringMatching(/^REPORT#arn:aws:ec2:[\w-]+:123456789012:instance\/i-\w+$/) as string },
      sk: { S: 'REPORT' },
      told: { S: expect.stringMatching(/^\d{10} 1500 4000 77 1 0 -$/) as string },
      expiresAt: { N: expect.stringMatching(/^\d{10}$/) as string },
    });
    expect(metric).toMatch(/--metric-name LiveMemoryUsedPercent .*AutoScalingGroupName=\S+ --value 37\.50$/);
    expect(send()).toHaveLength(2);
    // The latest fifteen are kept, the oldest goes.
    const told = Array.from({ length: 15 }, (_, minute) => `${1_000 + minute} 1 2 3 0 0 0`);
    server.write('run/spillway/told', `${told.join('\n')}\n`);
    const written = /"told":\{"S":"([^"]*)"/.exec(send().at(-2) ?? '')?.[1]?.split(';');
    expect(written).toHaveLength(15);
    expect(written?.[0]).toBe(told[1]);
  });

  it('leaves out what was told by a clock that has been set back since', async () => {
    const { server, send } = await anReport('1500 4000 77 1 0 -');
    server.write('run/spillway/told', `${Math.floor(Date.now() / 1_000) + 600} 40 4000 0 0 0 0\n`);
    expect(/"told":\{"S":"([^"]*)"/.exec(send()[0] ?? '')?.[1]).toMatch(/^\d{10} 1500 4000 77 1 0 -$/);
  });

  it('is not sent when it is older than a minute, or half a line; one that is not live tells nothing watched', async () => {
    const { server, send } = await anReport('1500 4000 77 1 0');
    expect(send()).toEqual([]);
    server.write('run/spillway/report', '1500 4000 77 0 1 0');
    server.run('touch -d "-61 seconds" /run/spillway/report');
    expect(send()).toEqual([]);
    server.run('touch /run/spillway/report');
    expect(send().map((call) => call.split(' ')[2])).toEqual(['put-item']);
  });
});

describe('the mark of a termination', () => {
  it('is left once Auto Scaling wants the server gone, not before, and not while nothing answers', async () => {
    const { server } = await anRdb();
    const watch = () => {
      server.remove('slept');
      server.write('naps-max', '3');
      server.run('/opt/kdb/server/bin/watch-termination');
      return server.has('run/spillway/terminating');
    };
    expect(watch()).toBe(false);
    server.write('metadata/meta-data/autoscaling/target-lifecycle-state', 'Terminated');
    expect(watch()).toBe(true);
    server.remove('run/spillway/terminating');
    server.remove('metadata');
    expect(watch()).toBe(false);
  });
});
