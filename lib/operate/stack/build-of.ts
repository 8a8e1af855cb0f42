// Which build this is: two of one version are told apart by what they are made of. Packaging writes it into each function
// (SPILLWAY_BUILD), and the commands tell their own in the same way, from the files that they run from.
//
// Sources, not zips: a zip's bytes are another compressor's work in another Node.js, and to make one takes the bundler, which whoever
// runs the commands need not have.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Where that lies of which functions and template are made. */
export const BUILT_FROM = [
  'functions',
  'infra',
  'lib',
  'package-lock.json',
  'scripts/package',
  'serverless.yml',
] as const;

/** What no function imports, which a test holds it to, and what is deployed by itself. */
const NOT_OF_THE_STACK =
  /^(lib\/(backtest|campaign|drill|emulator|finspace|operate|report|resp|settings|sim|trace)|infra\/(data-plane|terraform))\//;

const BUILD_LENGTH = 12;

/**
 * Twelve hexadecimal digits: the same for the same files, wherever they lie and however their lines end.
 * @throws Error where one of `BUILT_FROM` is not there.
 */
export function buildOf(root: string): string {
  const hash = createHash('sha256');
  for (const file of filesOfBuild(root)) {
    const text = readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`${file}\0${Buffer.byteLength(text)}\0${text}`);
  }
  return hash.digest('hex').slice(0, BUILD_LENGTH);
}

/** Relative to the root, sorted. */
export function filesOfBuild(root: string): readonly string[] {
  return BUILT_FROM.flatMap((path) => filesIn(root, path))
    .filter((file) => !NOT_OF_THE_STACK.test(file))
    .sort();
}

/** Relative to the root, with `/` between. What an editor or a system leaves there is no source. */
function filesIn(root: string, path: string): readonly string[] {
  const whole = join(root, path);
  if (statSync(whole).isFile()) return [path];
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|yml|json)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
