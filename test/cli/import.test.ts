// `spillway import finspace` as a person runs it: what is printed, what is written, and how it ends.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import type { ReportEntry } from '../../lib/finspace/report-entry.ts';
import { aDefinition, type JsonObject } from '../finspace/published-definition.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spillway-import-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Nothing of it needs a person, once the volume of a day is given. */
function aPlainRdb(): JsonObject {
  const fields = ['clusterName', 'clusterType', 'releaseLabel', 'azMode', 'capacityConfiguration'];
  const all = aDefinition('RDB');
  return Object.fromEntries(
    fields.map((name) => [name, all[name]]).concat([['vpcConfiguration', all['vpcConfiguration']]]),
  );
}

async function run(definition: unknown, ...options: readonly string[]) {
  const file = join(folder, 'cluster.json');
  await writeFile(file, JSON.stringify(definition));
  const written = { out: '', error: '' };
  const exitStatus = await main(['import', 'finspace', file, '--out', join(folder, 'out'), ...options], {
    write: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
    isInteractive: false,
    columns: 200,
    exitStatus: 0,
  });
  return {
    exitStatus,
    out: stripVTControlCharacters(written.out),
    error: stripVTControlCharacters(written.error),
    folders: (await readdir(folder)).includes('out') ? await readdir(join(folder, 'out')) : [],
  };
}

const quiet = (writeError: (text: string) => void = () => undefined) => ({
  write: () => undefined,
  writeError,
  isInteractive: false,
  columns: 120,
  exitStatus: 0,
});

describe('an import', () => {
  it('ends with 1 while anything needs a person, and with 0 when nothing does', async () => {
    expect((await run(aPlainRdb())).exitStatus).toBe(1);
    expect((await run(aPlainRdb(), '--daily-gib', '400')).exitStatus).toBe(0);
  });

  it('takes files after numbers, and a number for each cluster', async () => {
    const [fx, eq] = ['fx.json', 'eq.json'].map((name) => join(folder, name));
    if (fx === undefined || eq === undefined) throw new Error('no files');
    await writeFile(fx, JSON.stringify({ ...aPlainRdb(), clusterName: 'rdb-fx' }));
    await writeFile(eq, JSON.stringify({ ...aPlainRdb(), clusterName: 'rdb-eq' }));
    const sizes = ['--licences', 'rdb-eq=7', '--daily-gib', '400', '--daily-gib', 'rdb-eq=100'];
    const exitStatus = await main(
      ['import', 'finspace', '--out', join(folder, 'out'), ...sizes, fx, eq],
      quiet(),
    );
    expect(exitStatus).toBe(0);
    const maximumOf = async (name: string) => {
      const text = await readFile(join(folder, 'out', name, 'group-tags.json'), 'utf8');
      return /nodes-max",\s+"Value": "(\d+)"/.exec(text)?.[1];
    };
    expect([await maximumOf('rdb-fx'), await maximumOf('rdb-eq')]).toEqual(['11', '7']);
  });

  it('prints a table with every value, what became of it and why, and says what to read', async () => {
    const { out } = await run(aPlainRdb());
    for (const word of ['capacityConfiguration.nodeType', 'kx.s.2xlarge', 'needs-you', '--daily-gib'])
      expect(out).toContain(word);
    expect(out).toMatch(/\d+ values: \d+ mapped, \d+ approximated, \d+ dropped, 1 needs-you\./);
    expect(out).toContain('README.md');
  });

  it('with --json prints one array and nothing else', async () => {
    const { out, error } = await run(aDefinition('HDB'), '--json');
    const entries = JSON.parse(out) as readonly ReportEntry[];
    expect(entries.length).toBeGreaterThan(45);
    for (const entry of entries)
      expect(Object.keys(entry)).toEqual(['cluster', 'path', 'value', 'outcome', 'to', 'why']);
    expect(error).toBe('');
  });

  it('writes a folder for the cluster, and a README', async () => {
    const { folders } = await run(aPlainRdb());
    expect(folders.sort()).toEqual(['README.md', 'my-cluster']);
    const text = await readFile(join(folder, 'out/my-cluster/parameters.json'), 'utf8');
    expect(JSON.parse(text)).toContainEqual({
      ParameterKey: 'InstanceTypes',
      ParameterValue: 'r7i.2xlarge,r6i.2xlarge,r7a.2xlarge',
    });
  });

  it('run again with more said writes the same files anew', async () => {
    await run(aPlainRdb());
    await run(aPlainRdb(), '--daily-gib', 'my-cluster=400', '--licences', '20');
    const text = await readFile(join(folder, 'out/my-cluster/group-tags.json'), 'utf8');
    expect(JSON.parse(text)).toContainEqual({ Key: 'spillway:nodes-max', Value: '20' });
  });

  it('shows a secret when --show-values is given, and never without', async () => {
    const rdb = { ...aPlainRdb(), tags: { password: 'hunter2' } };
    expect((await run(rdb)).out).not.toContain('hunter2');
    expect((await run(rdb, '--json')).out).not.toContain('hunter2');
    expect((await run(rdb, '--show-values')).out).toContain('hunter2');
  });

  it('prints no controls of a terminal that a file has in its values', async () => {
    const { out } = await run({ ...aPlainRdb(), odd: '\u001b[2Jgone\u202e' });
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(out).toContain('gone');
  });
});

describe('used wrongly, it ends with 2 and writes nothing:', () => {
  it.each([
    ['a name that a shell would act on', { clusterName: 'a;reboot', clusterType: 'RDB' }, []],
    ['a file of something else', { hello: 1 }, []],
    ['a day of no volume', undefined, ['--daily-gib', '0']],
    ['a part of a licence', undefined, ['--licences', '1.5']],
    ['a volume for a cluster that is not there', undefined, ['--daily-gib', 'rdb-eq=4']],
  ])('%s', async (_, definition, options) => {
    const { exitStatus, folders, error, out } = await run(definition ?? aPlainRdb(), ...options);
    expect(exitStatus).toBe(2);
    expect(folders).toEqual([]);
    expect(out).toBe('');
    expect(error).toContain('error:');
  });

  it('a file that cannot be read', async () => {
    const written = { error: '' };
    const exitStatus = await main(
      ['import', 'finspace', join(folder, 'none.json'), '--out', folder],
      quiet((text) => void (written.error += text)),
    );
    expect(exitStatus).toBe(2);
    expect(written.error).toContain('none.json');
  });
});
