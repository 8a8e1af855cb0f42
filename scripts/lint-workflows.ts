// `npm run lint:workflows [-- FILE…]`: reads workflows as GitHub does, by its own parser, and tells what it would refuse;
// by default all of .github/workflows.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';

const FOLDER = resolve(import.meta.dirname, '../.github/workflows');

const { positionals } = parseArgs({ allowPositionals: true });
const paths = positionals.length > 0 ? positionals : readdirSync(FOLDER).map((name) => join(FOLDER, name));
for (const path of paths) {
  const file = { name: path, content: readFileSync(path, 'utf8') };
  for (const { message } of parseWorkflow(file, new NoOperationTraceWriter()).context.errors.getErrors()) {
    console.error(message);
    process.exitCode = 1;
  }
}
