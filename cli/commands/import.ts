// `spillway import finspace FILE… --out DIR`: what FinSpace's clusters become. Nothing is called; files are written.
import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { FinspaceError } from '../../lib/finspace/finspace-error.ts';
import type { Import, SourceText } from '../../lib/finspace/import-finspace.ts';
import { importFinspace } from '../../lib/finspace/import-finspace.ts';
import { CommandError } from '../command-error.ts';
import { numbersByCluster } from '../import/numbers-by-cluster.ts';
import { reportTable } from '../import/report-table.ts';
import { writeInside } from '../import/write-inside.ts';
import type { Terminal } from '../terminal.ts';

interface FinspaceOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly showValues?: boolean;
  readonly dailyGib: readonly string[];
  readonly licences: readonly string[];
}

/** The largest file that is read: Terraform states are large, but not as large. */
const FILE_BYTES_MAX = 64 * 1_024 * 1_024;

export function addImport(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .description('take over what ran elsewhere')
    .command('finspace')
    .argument(
      '<file...>',
      'arguments of create_kx_cluster, an answer of get-kx-cluster, or a Terraform state',
    )
    .description('turn clusters of Amazon FinSpace into parameters of the data tier, and report every value')
    .requiredOption('--out <dir>', 'write the files there')
    .option('--json', 'the report as one array, and nothing else')
    .option('--show-values', 'show values that look like secrets')
    .option(
      '--daily-gib <[cluster=]GiB>',
      "memory that a day's data takes in an RDB; repeatable",
      oneMore,
      [],
    )
    .option('--licences <[cluster=]n>', 'servers that your kdb+ licence covers; repeatable', oneMore, [])
    .action(async (files: readonly string[], options: FinspaceOptions) => {
      const found = await tryImport(files, options);
      await writeInside(options.out, found.files);
      terminal.write(
        options.json
          ? `${JSON.stringify(found.entries, null, 2)}\n`
          : `${reportTable(found.entries, terminal.columns)}\nThe files are in ${options.out}; read ${options.out}/README.md next.\n`,
      );
      if (found.entries.some(({ outcome }) => outcome === 'needs-you')) terminal.exitStatus = 1;
    });
}

/** One value an option: were it all words that follow, it would take the files. */
function oneMore(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function tryImport(files: readonly string[], options: FinspaceOptions): Promise<Import> {
  const dailyGib = numbersByCluster('--daily-gib', options.dailyGib, { kind: 'number' });
  const licences = numbersByCluster('--licences', options.licences, { kind: 'integer' });
  const sources: SourceText[] = [];
  for (const file of files) sources.push({ file, text: await readText(file) });
  try {
    const found = importFinspace(sources, {
      secrets: options.showValues === true ? 'shown' : 'redacted',
      termsOf: (name) => ({ dailyGib: dailyGib.of(name), licenceCount: licences.of(name) }),
    });
    dailyGib.assertKnown(found.clusterNames);
    licences.assertKnown(found.clusterNames);
    return found;
  } catch (error) {
    if (error instanceof FinspaceError)
      throw new CommandError(error.message, { exitStatus: 2, cause: error });
    throw error;
  }
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > FILE_BYTES_MAX)
      throw new CommandError(`${file} has ${size} bytes; allowed: at most ${FILE_BYTES_MAX}`, {
        exitStatus: 2,
      });
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof CommandError || !(cause instanceof Error)) throw cause;
    throw new CommandError(`${file} cannot be read: ${cause.message}`, { exitStatus: 2, cause });
  }
}
