// The tickerplant's server: nothing of it may look well without its address and its log.
import { afterEach, describe, expect, it } from 'vitest';
import { reboot } from './boot.ts';
import { launch } from './launched.ts';
import type { Launched, LaunchOptions } from './launched.ts';

let launched: Launched | undefined;
afterEach(() => launched?.server.destroy());

async function aTickerplant(options?: LaunchOptions): Promise<Launched> {
  launched = await launch('tickerplant.yml', options);
  return launched;
}

const attachments = ({ server }: Launched) =>
  server.lines('calls').filter((call) => call.includes('attach-network-interface'));

describe("the tickerplant's server", () => {
  it('attaches the address and starts q with the log writable, on the first boot and on the second', async () => {
    const tickerplant = await aTickerplant();
    const { server, userData, up } = tickerplant;
    expect(userData).toEqual({ status: 0, output: '' });
    expect(up).toEqual(['kdb-address', 'kdb@tickerplant']);
    expect(server.lines('etc/fstab').at(-1)).toMatch(/ \/data\/tplog efs .*,rw 0 0$/);
    expect(reboot(server)).toEqual(['kdb-address', 'kdb@tickerplant']);
    expect(server.lines('started')).toHaveLength(2);
    // A reboot keeps the attachment.
    expect(attachments(tickerplant)).toEqual([
      'aws ec2 attach-network-interface --device-index 1 --instance-id i-0a1b2c3d4e5f60718 --network-interface-id TickerplantAddress',
    ]);
  });

  it('waits for the server before it to let the address go', async () => {
    const tickerplant = await aTickerplant({
      before: ({ write, program }) => {
        write('address-is-held', '');
        program(
          'while-asleep',
          '#!/bin/bash\n[ "$(wc -l < "$ROOT/slept")" -lt 29 ] || rm -f "$ROOT/address-is-held"\n',
        );
      },
    });
    expect(tickerplant.up).toEqual(['kdb-address', 'kdb@tickerplant']);
    expect(attachments(tickerplant)).toHaveLength(30);
    expect(tickerplant.server.has('powered-off')).toBe(false);
  });

  it('powers off, and never starts q, when the address does not come: its group replaces it', async () => {
    const tickerplant = await aTickerplant({ before: ({ write }) => write('address-is-held', '') });
    expect(tickerplant.up).toEqual([]);
    expect(attachments(tickerplant)).toHaveLength(30);
    expect(tickerplant.server.has('powered-off')).toBe(true);
    expect(tickerplant.server.has('started')).toBe(false);
  });

  it('with its log on its own disk formats that once, and a second process streams it, on each boot', async () => {
    const { server, userData, up, again } = await aTickerplant({
      parameters: { LogOn: 'local', InitScript: 'ours.q', QArguments: '-s 4' },
      before: ({ write }) => {
        write(
          'disks',
          'nvme0n1 Amazon\\x20Elastic\\x20Block\\x20Store\nnvme1n1 Amazon\\x20EC2\\x20NVMe\\x20Instance\\x20Storage\n',
        );
        write('dev/nvme1n1', '');
      },
    });
    expect(userData).toEqual({ status: 0, output: '' });
    expect(up).toEqual(['kdb-address', 'kdb@tickerplant', 'kdb@logserver']);
    again();
    expect(reboot(server)).toEqual(up);
    // Started last; the script and the arguments that were given are the tickerplant's.
    expect(server.read('arguments').split('\0')).toEqual(['logserver.q', '-q', '-p', '5009', '']);
    expect(server.lines('etc/fstab').slice(1)).toEqual(['LABEL=tplog /data/tplog xfs defaults,nofail 0 2']);
    expect(server.lines('calls').filter((call) => call.startsWith('mkfs'))).toEqual([
      'mkfs.xfs -q -L tplog /dev/nvme1n1',
    ]);
    expect(server.lines('started').map((line) => /KDB_PORT=(\d+)/.exec(line)?.[1])).toEqual([
      '5010',
      '5009',
      '5010',
      '5009',
    ]);
    const agent = server.read('opt/aws/amazon-cloudwatch-agent/etc/spillway.json');
    expect(JSON.stringify(JSON.parse(agent))).toMatch(/kdb\/tickerplant\.log.*kdb\/logserver\.log/);
  });

  it('of a type without a disk of its own is not set up, and powers off', async () => {
    const { server, userData } = await aTickerplant({ parameters: { LogOn: 'local' } });
    expect(userData.output).toContain('this instance type has no disk of its own');
    expect(server.has('powered-off')).toBe(true);
  });

  it('powers off when it cannot be set up', async () => {
    const { server, userData } = await aTickerplant({ before: ({ remove }) => remove('metadata') });
    expect(userData.status).not.toBe(0);
    expect(server.has('powered-off')).toBe(true);
  });

  it('starts no q that would begin a log on its own disk', async () => {
    const { server, up } = await aTickerplant({ before: ({ write }) => write('file-system-is-away', '') });
    expect(up).toEqual(['kdb-address']);
    expect(server.has('started')).toBe(false);
    expect(server.has('powered-off')).toBe(false);
  });
});
