// `npm run expected-stack`: writes what `spillway doctor --stack` expects of a deployed stack, from the released template: what
// each role may do, and which rules call which function. Tests of the release notice when they are out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { eventRoutes } from '../lib/operate/stack/template/event-routes.ts';
import { rolePolicies, rolesOfNobody } from '../lib/operate/stack/template/role-policies.ts';
import { FUNCTION_NAMES } from './package/function-names.ts';
import { releaseTemplate } from './release/release-template.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'lib/operate/stack');

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
// Where the code lies says nothing of what it may do.
const zipNames = Object.fromEntries(FUNCTION_NAMES.map((name) => [name, `${name}.zip`]));
const template = await releaseTemplate({ root: ROOT, version, zipNames });
const unknown = rolesOfNobody(template);
if (unknown.length > 0) throw new Error(`Nobody has said whose role is ${unknown.join(', ')}`);
for (const [name, value] of [
  ['role-policies.json', rolePolicies(template)],
  ['event-routes.json', eventRoutes(template)],
] as const) {
  const file = join(FOLDER, name);
  const options = { ...(await resolveConfig(file)), filepath: file };
  writeFileSync(file, await format(JSON.stringify(value, undefined, 2), options));
}
