// The image, built by its own commands in a folder: what is in it, what stops it, and what its log may not have.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Build } from './built-image.ts';
import { buildImage, LICENCE_TEXT } from './built-image.ts';

const Q_FOLDER = join(import.meta.dirname, '../../../q');

let build: Build | undefined;
afterEach(() => build?.server.destroy());

describe('the image', () => {
  it('has q, the scripts, what a server carries and its units', async () => {
    build = await buildImage();
    const { server, steps } = build;
    expect(steps.map(({ name, status, output }) => [name, status, output])).toEqual(
      [
        ...['Packages', 'Artifacts', 'Checksum', 'ChecksumOfScripts', 'ChecksumOfServer'],
        ...['Install', 'Services', 'Present'],
      ].map((name) => [name, 0, '']),
    );
    expect(server.list('opt/kdb/scripts').sort()).toEqual(['rdb.q', 'tickerplant.q']);
    expect(server.list('etc/systemd/system')).toContain('kdb@.service');
    expect(server.list('etc/systemd/system/kdb@tickerplant.service.d')).toEqual(['address.conf']);
    expect(server.read('etc/tmpfiles.d/spillway.conf')).toMatch(/^d \/run\/spillway 0755 kdb kdb/m);
    for (const name of server.list('opt/kdb/server/bin'))
      expect(server.mode(`opt/kdb/server/bin/${name}`), name).toBe(0o755);
  });

  it('is not built from an archive with another checksum, and nothing of it is unpacked', async () => {
    build = await buildImage({ checksum: '0'.repeat(64) });
    expect(build.steps.at(-1)).toMatchObject({ name: 'Checksum' });
    expect(build.steps.at(-1)?.status).not.toBe(0);
    expect(build.server.list('opt/kdb/q')).toEqual([]);
  });

  it.each(['Scripts', 'Server'])(
    'is not built from another zip than a release’s sum says: %s',
    async (which) => {
      const given = { parameters: { [`${which}Sha256`]: '0'.repeat(64) } };
      build = await buildImage(given);
      expect(build.steps.at(-1)).toMatchObject({ name: `ChecksumOf${which}`, status: 1 });
      expect(build.server.list('opt/kdb/scripts')).toEqual([]);
    },
  );

  it('runs every script that a server can be for, out of the q files', async () => {
    const names = readdirSync(Q_FOLDER).filter((name) => name.endsWith('.q'));
    const scripts = Object.fromEntries(
      names.map((name) => [name, readFileSync(join(Q_FOLDER, name), 'utf8')]),
    );
    build = await buildImage({ scripts });
    expect(build.steps.at(-1)).toMatchObject({ name: 'Present', status: 0 });
    const installed = build.server.list('opt/kdb/scripts');
    expect(installed.sort()).toEqual(names.sort());
    // One server for general use runs what its user writes.
    for (const role of ['tickerplant', 'logserver', 'rdb', 'hdb', 'gateway'])
      expect(installed).toContain(`${role}.q`);
  });

  it('has the licence for its user alone, and its text in no log and nowhere else', async () => {
    build = await buildImage();
    const { server, steps } = build;
    expect(server.read('opt/kdb/q/kc.lic')).toBe(LICENCE_TEXT);
    expect(server.mode('opt/kdb/q/kc.lic')).toBe(0o400);
    expect(steps.map(({ output }) => output).join('')).not.toContain(LICENCE_TEXT);
    expect(server.read('calls')).not.toContain(LICENCE_TEXT);
    expect(server.list('tmp')).toEqual([]);
  });
});
