// The software bill of materials: every package of which code is in a zip, with version, licence and the sum that the
// registry gave it, as CycloneDX. Nobody else's tree is in it: what is needed to build and to test is not shipped.
// https://cyclonedx.org/docs/1.6/json/
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackagedFunction } from '../package/package-functions.ts';

export interface MaterialsOptions {
  readonly root: string;
  readonly version: string;
  readonly functions: readonly Pick<PackagedFunction, 'name' | 'packages'>[];
}

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
}

/** A file of JSON. Without a time and a serial number, which would make each one another. */
export async function materialsOf({ root, version, functions }: MaterialsOptions): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const folders = [...new Set(functions.flatMap(({ packages }) => packages))].sort();
  const components = folders.map((folder) => component(folder, lock.packages[folder]));
  const own = `spillway@${version}`;
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': own,
        name: 'spillway',
        version,
        licenses: [{ license: { id: 'Apache-2.0' } }],
      },
    },
    components,
    dependencies: [{ ref: own, dependsOn: components.map((one) => one['bom-ref']) }],
  };
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

/** Throws for a package that the lockfile does not know: nobody could say where it came from. */
function component(folder: string, locked: Locked | undefined) {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { version, integrity, license } = locked ?? {};
  if (version === undefined || integrity === undefined)
    throw new Error(`${folder}: the lockfile has no version and sum of it`);
  const [group, plain] = name.startsWith('@') ? name.split('/') : [undefined, name];
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type: 'library',
    // Two copies of a version may be there, one within another package.
    'bom-ref': folder,
    ...(group !== undefined && { group }),
    name: plain ?? name,
    version,
    purl,
    hashes: [hashOf(integrity)],
    ...(license !== undefined && { licenses: [licenceOf(license)] }),
  };
}

/** npm's `sha512-<base64>`. https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json#packages */
function hashOf(integrity: string) {
  const [algorithm = '', base64 = ''] = integrity.split('-', 2);
  const alg = algorithm === 'sha512' ? 'SHA-512' : 'SHA-1';
  return { alg, content: Buffer.from(base64, 'base64').toString('hex') };
}

/** An SPDX id, or an expression of several. */
const licenceOf = (license: string) =>
  /[\s()]/.test(license) ? { expression: license } : { license: { id: license } };
