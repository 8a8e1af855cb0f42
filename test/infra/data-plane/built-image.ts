// The image: the steps of image-builder.yml's component, run in a server's folder over artifacts of the test's own.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DATA_PLANE, readDataPlane } from '../data-plane-templates.ts';
import { FAKE_Q } from './fake-commands.ts';
import { resolver } from './resolve-template.ts';
import type { Ran, Server } from './server.ts';
import { aServer } from './server.ts';

export const LICENCE_TEXT = 'a-licence-that-nobody-else-may-read';

/** The same without the commands, which image.test.ts tries: as quick as copying. */
export function installImage(): Server {
  const server = aServer();
  server.copy('opt/kdb/server', join(DATA_PLANE, 'server'));
  server.copy('etc/systemd/system', join(DATA_PLANE, 'server/units'));
  for (const name of ['tickerplant', 'logserver', 'rdb', 'hdb', 'gateway', 'gp'])
    server.write(`opt/kdb/scripts/${name}.q`, '');
  server.program('opt/kdb/q/l64/q', FAKE_Q);
  return server;
}

interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs: unknown;
}

export interface Build {
  readonly server: Server;
  /** What each step did, up to the first that failed. */
  readonly steps: readonly (Ran & { readonly name: string })[];
}

export interface BuildOptions {
  /** In place of the archive's own. */
  readonly checksum?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** The zip of scripts. Default: two of them. */
  readonly scripts?: Readonly<Record<string, string>>;
}

export async function buildImage({ checksum, parameters, scripts }: BuildOptions = {}): Promise<Build> {
  const server = aServer();
  server.archiveOf('bucket/kdb/l64.zip', { 'l64/q': FAKE_Q, 'q.k': '' });
  server.archiveOf('bucket/kdb/scripts.zip', scripts ?? { 'tickerplant.q': '', 'rdb.q': '' });
  server.archive('bucket/kdb/server.zip', join(DATA_PLANE, 'server'));
  server.write('bucket/kdb/kc.lic', LICENCE_TEXT);
  const archive = server.run('cat bucket/kdb/l64.zip').output;
  const template = (await readDataPlane()).get('image-builder.yml');
  if (!template) throw new Error('no image-builder.yml');
  const resolve = resolver(template, {
    ArtifactBucket: 'bucket',
    KdbArchiveSha256: checksum ?? sha256(archive),
    ...parameters,
  });
  const data = resolve(template.Resources['KdbComponent']?.Properties['Data']) as string;
  const { phases } = parse(data) as { phases: readonly { readonly steps: readonly Step[] }[] };
  const done: (Ran & { readonly name: string })[] = [];
  for (const step of phases.flatMap(({ steps }) => steps)) {
    const ran = { name: step.name, ...server.run(scriptOf(step)) };
    done.push(ran);
    if (ran.status !== 0) break;
  }
  return { server, steps: done };
}

/** Of a text, as hexadecimal. */
export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function scriptOf({ action, inputs }: Step): string {
  if (action === 'ExecuteBash') return (inputs as { commands: readonly string[] }).commands.join('\n');
  if (action !== 'S3Download') throw new Error(`no action ${action} here`);
  return (inputs as readonly { source: string; destination: string }[])
    .map(({ source, destination }) => `cp ${source.replace('s3://', '')} ${destination} || exit 1`)
    .join('\n');
}
