// A server as its group launches it: the image, the metadata, the template's user data once, and the units that it enabled.
import { readDataPlane } from '../data-plane-templates.ts';
import { startUnits } from './boot.ts';
import { installImage } from './built-image.ts';
import type { Parameters } from './resolve-template.ts';
import { userDataOf } from './resolve-template.ts';
import type { Ran, Server } from './server.ts';

export const INSTANCE_ID = 'i-0a1b2c3d4e5f60718';
export const GROUP_NAME = 'kdb-rdb-RdbGroup-1A2B3C';

const GIVEN: Parameters = {
  FileSystemId: 'fs-0a1b2c3d',
  LogAccessPointId: 'fsap-0a1b2c3d',
  TickerplantHost: '10.0.1.5',
};

export interface Launched {
  readonly server: Server;
  readonly userData: Ran;
  /** Units that are up. */
  readonly up: readonly string[];
  /** Runs user data once more, as a rebuilt server or a hand does. */
  readonly again: () => Ran;
}

export interface LaunchOptions {
  readonly parameters?: Parameters;
  /** Before user data runs. */
  readonly before?: (server: Server) => void;
}

export async function launch(
  templateName: string,
  { parameters = {}, before }: LaunchOptions = {},
): Promise<Launched> {
  const template = (await readDataPlane()).get(templateName);
  if (!template) throw new Error(`no ${templateName}`);
  const server = installImage();
  layMetadata(server);
  before?.(server);
  const script = userDataOf(template, { ...GIVEN, ...parameters });
  const userData = server.run(script);
  return { server, userData, up: startUnits(server), again: () => server.run(script) };
}

function layMetadata(server: Server): void {
  const values = {
    'instance-id': INSTANCE_ID,
    'placement/region': 'eu-west-1',
    'tags/instance/aws:autoscaling:groupName': GROUP_NAME,
    'autoscaling/target-lifecycle-state': 'InService',
    'network/interfaces/macs/0e:01/interface-id': 'eni-of-its-own',
  };
  for (const [name, value] of Object.entries(values)) server.write(`metadata/meta-data/${name}`, value);
}
