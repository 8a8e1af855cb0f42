// The Kinesis client in a bundle: it says its version, and speaks the HTTP/1.1 of the other clients.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleFunction } from '../../scripts/package/bundle-function.ts';
import { versionAlone } from '../../scripts/package/esbuild/package-versions.ts';
import { PROJECT } from './package-project-fixture.ts';

const SOURCE = `
import { createServer } from 'node:http';
export async function handler() {
  const { KinesisClient, DescribeStreamSummaryCommand } = await import('@aws-sdk/client-kinesis');
  const agents: unknown[] = [];
  const server = createServer((request, response) => {
    agents.push(request.httpVersion + ' ' + request.headers['user-agent']);
    response.end('{"StreamDescriptionSummary":{"OpenShardCount":4,"StreamCreationTimestamp":1.5}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  const client = new KinesisClient({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:' + address.port,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const { StreamDescriptionSummary: told } = await client.send(new DescribeStreamSummaryCommand({ StreamName: 'feed' }));
  client.destroy();
  server.close();
  return { agent: agents[0], shards: told?.OpenShardCount, createdMs: told?.StreamCreationTimestamp?.getTime() };
}
`;

describe('a bundle with the Kinesis client', () => {
  it('sends and reads over HTTP/1.1, tells its version, and has no HTTP/2 in it', async () => {
    const root = await mkdtemp(join(tmpdir(), 'spillway-bundle-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await mkdir(join(root, 'functions'));
    await symlink(join(PROJECT, 'node_modules'), join(root, 'node_modules'));
    await writeFile(join(root, 'functions/sample.ts'), SOURCE);
    const { modules } = await bundleFunction(root, 'sample');
    expect(modules.filter(({ text }) => /(from|require\()"(node:)?http2"/.test(text))).toEqual([]);
    const out = join(root, 'out');
    await mkdir(out);
    for (const { name, text } of modules) await writeFile(join(out, name), text);
    const { handler } = (await import(pathToFileURL(join(out, 'index.mjs')).href)) as {
      handler: () => Promise<unknown>;
    };
    expect(await handler()).toEqual({
      agent: expect.stringMatching(/^1\.1 aws-sdk-js\/3\.\d+\.\d+ /) as string,
      shards: 4,
      createdMs: 1_500,
    });
  });
});

describe('versionAlone', () => {
  it('keeps name and version', () => {
    expect(versionAlone('{"name":"a","version":"1.2.3","scripts":{"build":"x"}}')).toBe(
      '{"name":"a","version":"1.2.3"}',
    );
  });
});
