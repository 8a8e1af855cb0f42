// How functions are bundled and zipped: small, complete, and the same every time.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunction } from '../../scripts/package/bundle-function.ts';
import { inlineSchemaKeys } from '../../scripts/package/esbuild/inline-schema-keys.ts';
import { pointAtSlices } from '../../scripts/package/esbuild/slice-lazy-clients.ts';
import { zipFunction } from '../../scripts/package/zip-function.ts';
import { PROJECT } from './package-project-fixture.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'spillway-bundle-'));
  await mkdir(join(root, 'functions'));
  await symlink(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const writeFunction = (source: string) => writeFile(join(root, 'functions/sample.ts'), source);

const EC2_SOURCE = `
import { createServer } from 'node:http';
export async function handler() {
  const { EC2Client, DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const bodies: string[] = [];
  const reply = '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item>' +
    '<instancesSet><item><instanceId>i-1</instanceId><launchTime>2026-11-20T09:00:00.000Z</launchTime></item></instancesSet>' +
    '</item></reservationSet></DescribeInstancesResponse>';
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => { bodies.push(body); response.end(reply); });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  const client = new EC2Client({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:' + address.port,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const answer = await client.send(new DescribeInstancesCommand({ InstanceIds: ['i-1'], MaxResults: 5 }));
  client.destroy();
  server.close();
  return { body: bodies[0], launchTime: answer.Reservations?.[0]?.Instances?.[0]?.LaunchTime?.toISOString() };
}
`;

describe('bundleFunction', () => {
  it('bundles an EC2 client that sends and reads as the whole one does, at a fraction of its size', async () => {
    await writeFunction(EC2_SOURCE);
    const { modules, startBytes } = await bundleFunction(root, 'sample');
    expect(modules[0]?.name).toBe('index.mjs');
    const bytes = modules.reduce((sum, { text }) => sum + text.length, 0);
    expect(bytes).toBeLessThan(400_000); // the EC2 client alone has 1 MB when nothing is left out
    expect(startBytes).toBeLessThan(5_000); // loaded when it is needed
    const out = join(root, 'out');
    await mkdir(out);
    for (const { name, text } of modules) await writeFile(join(out, name), text);
    const { handler } = (await import(pathToFileURL(join(out, 'index.mjs')).href)) as {
      handler(): Promise<{ body: string; launchTime: string }>;
    };
    expect(await handler()).toEqual({
      body: 'Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i-1&MaxResults=5',
      launchTime: '2026-11-20T09:00:00.000Z',
    });
  });

  it('makes the same zip of the same source, byte for byte, whatever the time zone', async () => {
    await writeFunction('export const handler = async () => 1;');
    const zone = process.env['TZ'];
    const hashes: string[] = [];
    try {
      for (const TZ of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
        process.env['TZ'] = TZ;
        const { modules } = await bundleFunction(root, 'sample');
        hashes.push(
          createHash('sha256')
            .update(await zipFunction(modules))
            .digest('hex'),
        );
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
    expect(new Set(hashes).size).toBe(1);
  });

  it('says which function is missing', async () => {
    await expect(bundleFunction(root, 'on-dusk')).rejects.toThrow(
      /functions\/on-dusk\.ts: there is no such file/,
    );
  });

  it('says what a function exports that exports no handler', async () => {
    await writeFunction('export const main = () => 1;');
    await expect(bundleFunction(root, 'sample')).rejects.toThrow(/must export `handler`; it exports main/);
  });
});

describe('inlineSchemaKeys', () => {
  it('puts the text of a constant in place of a computed key, and leaves values alone', () => {
    const source =
      'const _xN = "xmlName";\nconst _a = "a";\nexport var S = [3, { [_xN]: _a, [_unknown]: 1 }];';
    expect(inlineSchemaKeys(source)).toBe(
      'const _xN = "xmlName";\nconst _a = "a";\nexport var S = [3, { "xmlName": _a, [_unknown]: 1 }];',
    );
  });
});

describe('pointAtSlices', () => {
  it.each([
    [
      "const { A, B } = await import('@aws-sdk/client-ec2');",
      "const { A, B } = await import('spillway-slice:@aws-sdk/client-ec2?A,B');",
    ],
    [
      "const [c, { A }] = await Promise.all([load(), import('@aws-sdk/client-ec2')]);",
      "const [c, { A }] = await Promise.all([load(), import('spillway-slice:@aws-sdk/client-ec2?A')]);",
    ],
    ["const { A } = await import('./ec2.ts');", "const { A } = await import('./ec2.ts');"],
    ["const sdk = await import('@aws-sdk/client-ec2');", "const sdk = await import('@aws-sdk/client-ec2');"],
  ])('%s', (source, expected) => {
    expect(pointAtSlices(source)).toBe(expected);
  });
});
