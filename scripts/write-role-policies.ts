// `npm run role-policies`: writes lib/operate/stack/role-policies.json, what each role of the stack may do. A test of the release
// notices when it is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { FUNCTION_NAMES } from './package/function-names.ts';
import { releaseTemplate } from './release/release-template.ts';
import { rolePolicies } from './role-policies.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FILE = join(ROOT, 'lib/operate/stack/role-policies.json');

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
// Where the code lies says nothing of what it may do.
const zipNames = Object.fromEntries(FUNCTION_NAMES.map((name) => [name, `${name}.zip`]));
const template = await releaseTemplate({ root: ROOT, version, zipNames });
const text = JSON.stringify(rolePolicies(template), undefined, 2);
writeFileSync(FILE, await format(text, { ...(await resolveConfig(FILE)), filepath: FILE }));
