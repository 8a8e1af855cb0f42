// The image, built by its own commands in a folder: what is in it, what stops it, and what its log may not have.
import { afterEach, describe, expect, it } from 'vitest';
import type { Build } from './built-image.ts';
import { buildImage, LICENCE_TEXT } from './built-image.ts';

let build: Build | undefined;
afterEach(() => build?.server.destroy());

describe('the image', () => {
  it('has q, the scripts, what a server carries and its units', async () => {
    build = await buildImage();
    const { server, steps } = build;
    expect(steps.map(({ name, status, output }) => [name, status, output])).toEqual(
      ['Packages', 'Artifacts', 'Checksum', 'Install', 'Services', 'Present'].map((name) => [name, 0, '']),
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
