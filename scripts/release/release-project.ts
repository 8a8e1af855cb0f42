// A release in a folder: everything that somebody needs who deploys without this repository. The same bytes from the same
// commit, wherever and whenever it is made: nothing in it tells of a time, a place or a machine.
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { packageFunctions, type PackagedFunction } from '../package/package-functions.ts';
import { zipFunction } from '../package/zip-function.ts';
import { releaseNotes } from './release-notes.ts';
import { releaseTemplate } from './release-template.ts';
import type { ZipNames } from './to-plain.ts';
import { materialsOf } from './materials.ts';

export const TEMPLATE_FILE = 'spillway.yaml';
export const SBOM_FILE = 'spillway.cdx.json';
export const NOTES_FILE = 'RELEASE_NOTES.md';
export const SUMS_FILE = 'SHA256SUMS';
export const DATA_TIER = 'data-plane';

export interface ReleaseOptions {
  /** The repository, with `node_modules/`. */
  readonly root: string;
  /** The release's folder; what was in it is gone. */
  readonly out: string;
  /** Bundles and zips the functions; whoever has them of the same source need not make them again. */
  readonly functionsInto?: typeof packageFunctions;
}

/**
 * Makes a release.
 * @throws PackageError when a function cannot be packaged, or the changelog does not know the version.
 */
export async function releaseProject({
  root,
  out,
  functionsInto = packageFunctions,
}: ReleaseOptions): Promise<{ readonly files: readonly string[] }> {
  const version = await versionOf(root);
  const notes = releaseNotes(await readFile(join(root, 'CHANGELOG.md'), 'utf8'), version);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const { functions, zipNames } = await putZips(out, (build) => functionsInto(root, build));
  const template = await releaseTemplate({ root, version, zipNames });
  // Without aliases: not every reader of templates knows them.
  await writeFile(
    join(out, TEMPLATE_FILE),
    stringify(template, { aliasDuplicateObjects: false, lineWidth: 0 }),
  );
  await writeFile(join(out, SBOM_FILE), await materialsOf({ root, version, functions }));
  await writeFile(join(out, NOTES_FILE), notes);
  await cp(join(root, 'LICENSE'), join(out, 'LICENSE'));
  await cp(join(root, 'infra/terraform'), join(out, 'terraform'), { recursive: true });
  await putDataTier(root, out);
  const files = await filesIn(out);
  await writeFile(join(out, SUMS_FILE), await sumsOf(out, files));
  return { files: [...files, SUMS_FILE] };
}

async function versionOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/**
 * A zip's name has a piece of its sum: Lambda takes new code only where the key is another, also where somebody uploads
 * two releases to one place. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
async function putZips(
  out: string,
  zipsInto: (build: string) => Promise<readonly PackagedFunction[]>,
): Promise<{ readonly functions: readonly PackagedFunction[]; readonly zipNames: ZipNames }> {
  const build = await mkdtemp(join(tmpdir(), 'spillway-zips-'));
  try {
    const functions = await zipsInto(build);
    const named = await Promise.all(
      functions.map(async ({ name }) => {
        const zip = await readFile(join(build, `${name}.zip`));
        const zipName = `${name}-${sha256(zip).slice(0, 12)}.zip`;
        await writeFile(join(out, zipName), zip);
        return [name, zipName] as const;
      }),
    );
    return { functions, zipNames: Object.fromEntries(named) };
  } finally {
    await rm(build, { recursive: true, force: true });
  }
}

/**
 * Templates of the data tier, and the two zips that `image-builder.yml` takes beside kdb+ itself: the q files and what a server
 * carries. The q files lie there by themselves, too: to be read, and changed.
 */
async function putDataTier(root: string, out: string): Promise<void> {
  const from = join(root, 'infra/data-plane');
  const to = join(out, DATA_TIER);
  await mkdir(to);
  for (const name of await readdir(from))
    if (name.endsWith('.yml')) await cp(join(from, name), join(to, name));
  await cp(join(root, 'q'), join(out, 'q'), { recursive: true });
  for (const [name, folder] of [
    ['scripts.zip', join(root, 'q')],
    ['server.zip', join(from, 'server')],
  ] as const) {
    const files = await filesIn(folder);
    const texts = await Promise.all(
      files.map(async (file) => ({ name: file, text: await readFile(join(folder, file), 'utf8') })),
    );
    await writeFile(join(to, name), await zipFunction(texts));
  }
}

/** Relative paths, sorted. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** As `sha256sum` writes and checks it. */
async function sumsOf(folder: string, files: readonly string[]): Promise<string> {
  const lines = files.map(async (file) => `${sha256(await readFile(join(folder, file)))}  ${file}\n`);
  return (await Promise.all(lines)).join('');
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
