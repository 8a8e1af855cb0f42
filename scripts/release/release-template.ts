// The released template: what serverless.yml and infra/ make, with parameters in the place of settings and conditions in
// the place of options. Packaged once with every option on and once without each; the difference is what an option does.
//
//   serverless.yml, infra/ ─ osls ─> every option on ──┐
//                            osls ─> without one, n × ─┴─ mergeOptions ─ putParameters ─ toPlain ─> spillway.yaml
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { buildOf } from '../../lib/operate/stack/build-of.ts';
import { FUNCTION_NAMES } from '../package/function-names.ts';
import { runOsls } from '../package/run-osls.ts';
import { mergeOptions } from './merge-options.ts';
import { CONDITIONS, PARAMETER_GROUPS, PARAMETERS, RULES } from './parameters.ts';
import { putParameters } from './placeholders.ts';
import { ALL_ON, ONE_OFF, PLACEHOLDERS, RELEASE_STAGE, type BuildValues } from './release-settings.ts';
import { withTags } from './tags.ts';
import { toPlain, type Members, type ZipNames } from './to-plain.ts';

export interface TemplateOptions {
  /** Holds all of `BUILT_FROM`, `package.json` and `node_modules/`. */
  readonly root: string;
  readonly version: string;
  readonly zipNames: ZipNames;
}

/** Makes the template. Packages the project once, and once more for each option. */
export async function releaseTemplate({ root, version, zipNames }: TemplateOptions): Promise<Members> {
  const work = await mkdtemp(join(tmpdir(), 'spillway-release-'));
  try {
    const oneForEachCore = pLimit(availableParallelism());
    const plain = (name: string, values: BuildValues) =>
      oneForEachCore(async () => toPlain(await packaged(root, join(work, name), values), zipNames));
    const [allOn, ...variants] = await Promise.all([
      plain('all-on', ALL_ON),
      ...Object.entries(ONE_OFF).map(async ([condition, values]) => ({
        condition,
        value: await plain(condition, values),
      })),
    ]);
    const merged = putParameters(mergeOptions(allOn, variants), PLACEHOLDERS) as Members;
    mustBeWhole(merged);
    return {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: `Spillway ${version}, an autoscaler for in-memory real-time databases`,
      Metadata: { 'AWS::CloudFormation::Interface': { ParameterGroups: parameterGroups() } },
      Parameters: PARAMETERS,
      Rules: RULES,
      Conditions: CONDITIONS,
      Resources: withTags(merged['Resources'] as Members),
      Outputs: {
        ...(merged['Outputs'] as Members),
        Version: { Description: 'The version of Spillway', Value: version },
      },
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Packages in a folder of its own: nothing of the user's is written over, and several are packaged side by side. */
async function packaged(
  root: string,
  folder: string,
  { deployment, schedules }: BuildValues,
): Promise<Members> {
  for (const path of ['serverless.yml', 'infra', 'package.json'])
    await cp(join(root, path), join(folder, path), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await mkdir(join(folder, '.build'));
  // osls wants to see the zips, and looks at nothing in them that the template would tell.
  for (const name of FUNCTION_NAMES) await writeFile(join(folder, '.build', `${name}.zip`), name);
  await writeFile(
    join(folder, '.build/deployment.json'),
    JSON.stringify({ ...deployment, build: buildOf(root) }),
  );
  await writeFile(join(folder, '.build/schedules.json'), JSON.stringify(schedules));
  const args = ['package', '--stage', RELEASE_STAGE, '--region', 'eu-west-1', '--package', '.serverless'];
  await runOsls({ root: folder, output: 'quiet', args });
  const path = join(folder, '.serverless/cloudformation-template-update-stack.json');
  return JSON.parse(await readFile(path, 'utf8')) as Members;
}

function parameterGroups() {
  return Object.entries(PARAMETER_GROUPS).map(([title, parameters]) => ({
    Label: { default: title },
    Parameters: Object.keys(parameters),
  }));
}

/** Throws where something stands for a parameter still, or for the place that it was packaged for. */
function mustBeWhole(template: Members): void {
  const text = JSON.stringify(template);
  const left = [/@@\w*/, /\b990\d{3}\b/, new RegExp(RELEASE_STAGE), /eu-west-1/, /arn:aws:/, /somebody@/];
  for (const pattern of left) {
    const found = new RegExp(`.{0,80}${pattern.source}.{0,80}`).exec(text);
    if (found) throw new Error(`The template still holds ${pattern.source}: ${found[0]}`);
  }
}
