// No file of infra/ names a partition: in AWS's regions in China, and those of governments, ARNs begin otherwise.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT } from './package-project-fixture.ts';

const files = readdirSync(join(PROJECT, 'infra'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

it('no template, and no file of Terraform, names a partition', () => {
  const ofTemplates = [join(PROJECT, 'serverless.yml'), ...files].filter((path) => /\.(yml|tf)$/.test(path));
  expect(ofTemplates.length).toBeGreaterThan(35);
  const named = ofTemplates.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        /arn:aws(-[a-z-]+)?:|\.amazonaws\.com\.cn\b/.test(line)
          ? [`${relative(PROJECT, path)}:${index + 1}: ${line.trim()}`]
          : [],
      ),
  );
  expect(named).toEqual([]);
});
