// Reads the data plane's templates, CloudFormation's short forms (`!Ref`, `!GetAtt`, `!Sub`, …) included.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { CollectionTag, ScalarTag } from 'yaml';
import type { Template } from './package-project-fixture.ts';
import { PROJECT } from './package-project-fixture.ts';

export const DATA_PLANE = join(PROJECT, 'infra/data-plane');

/** The templates by file name. */
export async function readDataPlane(): Promise<ReadonlyMap<string, Template>> {
  const names = (await readdir(DATA_PLANE)).filter((name) => name.endsWith('.yml')).sort();
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const text = await readFile(join(DATA_PLANE, name), 'utf8');
        return [name, parse(text, { customTags: SHORT_FORMS }) as Template] as const;
      }),
    ),
  );
}

const long = (name: string) => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

const scalar = (name: string): ScalarTag => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [long(name)]: name === 'GetAtt' ? text.split('.') : text }),
});

const sequence = (name: string): CollectionTag => ({
  tag: `!${name}`,
  collection: 'seq',
  resolve: (value) => ({ [long(name)]: (value as { toJSON(): unknown }).toJSON() }),
});

const SHORT_FORMS = [
  ...['Ref', 'GetAtt', 'GetAZs', 'Sub', 'Condition'].map(scalar),
  ...['Not', 'Equals', 'Select', 'Join', 'If', 'And', 'Or'].map(sequence),
];
