// What a definition may not do: reach a shell unquoted, write where it was not told to, give away a secret.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeInside } from '../../cli/import/write-inside.ts';
import { CLUSTER_TYPES } from '../../lib/finspace/cluster.ts';
import { FinspaceError } from '../../lib/finspace/finspace-error.ts';
import { PARAMETERS } from '../../lib/finspace/parameters.ts';
import { shellWord } from '../../lib/finspace/shell-word.ts';
import { readDataPlane } from '../infra/data-plane-templates.ts';
import { userDataOf } from '../infra/data-plane/resolve-template.ts';
import { aDefinition, importDefinitions, valuesIn } from './published-definition.ts';

/** What a shell makes of these words. Should they be quoted wrong, it finds no program to run, and no folder but an empty one. */
function wordsOfShell(text: string): readonly string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'words-'));
  try {
    const told = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${text}`], {
      encoding: 'utf8',
      cwd,
      env: { PATH: cwd },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return told.split('\0').slice(0, -1);
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

const CODE_FILE = 'my-cluster/parameters.json';
/** What a person adds, and CloudFormation knows. */
const ADDED = { ImageId: 'ami-0a1b2c3d', FileSystemId: 'fs-0a1b2c3d' };
const templates = await readDataPlane();

describe('what reaches user data', () => {
  it('is one word to a shell, and the same text', () => {
    let quotes = 0;
    let inNeed = 0;
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme-ascii', minLength: 1 }).filter((text) => !text.includes('\0')),
          { minLength: 20, maxLength: 40 },
        ),
        (texts) => {
          quotes += texts.filter((text) => text.includes("'")).length;
          inNeed += texts.filter((text) => /[\s$`"\\;|&<>()*!]/.test(text)).length;
          expect(wordsOfShell(texts.map(shellWord).join(' '))).toEqual(texts);
        },
      ),
      { numRuns: 20 },
    );
    expect(quotes).toBeGreaterThan(8);
    expect(inNeed).toBeGreaterThan(100);
  });

  it.each(["it's(1).zip", "'", '!history', '*', "a'$(id)'b"])('of the key %s is what the key is', (s3Key) => {
    const found = importDefinitions([{ ...aDefinition('RDB'), code: { s3Bucket: 'my-code', s3Key } }]);
    // A dollar is in no key that FinSpace took.
    expect(valuesIn(found, CODE_FILE)['CodeKey']).toBe(s3Key.includes('$') ? undefined : s3Key);
  });

  it('has the words of an argument as q had them, semicolons quoted', () => {
    const commandLineArguments = [{ key: 'tables', value: 'trade;reboot quote' }];
    const found = importDefinitions([{ ...aDefinition('RDB'), commandLineArguments }]);
    const words = wordsOfShell(valuesIn(found, CODE_FILE)['QArguments'] ?? '');
    expect(words).toEqual(['-w', '55296', '-tables', 'trade;reboot', 'quote']);
  });

  it.each(['a;reboot', '$(reboot)', '`reboot`', 'x y', "a'b"])('takes no argument named %s', (key) => {
    const found = importDefinitions([{ ...aDefinition('RDB'), commandLineArguments: [{ key, value: '1' }] }]);
    expect(valuesIn(found, CODE_FILE)['QArguments']).toBe('-w 55296');
    expect(outcomesOf(found, /^commandLineArguments/)).toEqual(['needs-you', 'needs-you']);
  });

  it('takes no script from outside the zip', () => {
    for (const initializationScript of ['../init.q', '/etc/init.q', 'a/../../init.q', '..\\init.q']) {
      const found = importDefinitions([{ ...aDefinition('RDB'), initializationScript }]);
      expect(valuesIn(found, CODE_FILE)['InitScript']).toBeUndefined();
    }
  });

  it('is base64, for any definition of strange values: the rest of the script stays what it is', () => {
    const template = templates.get('query-group.yml');
    if (!template) throw new Error('no query-group.yml');
    const put = /^\.\/put ([a-z-]+) ([A-Za-z0-9+/=]*)$/;
    const rest = (script: string) => script.split('\n').filter((line) => !put.test(line));
    const plain = rest(userDataOf(template, { ...ADDED, Kind: 'hdb' }));
    const strange = fc.string({ unit: fc.constantFrom(...`ab/.'"$\`;|&<>()!*\\ \n-`), minLength: 1 });
    let strangeCount = 0;
    fc.assert(
      fc.property(strange, strange, strange, strange, (s3Key, s3ObjectVersion, script, value) => {
        const found = importDefinitions([
          {
            ...aDefinition('HDB'),
            code: { s3Bucket: 'my-code', s3Key, s3ObjectVersion },
            initializationScript: script,
            commandLineArguments: { name: value },
          },
        ]);
        const values = valuesIn(found, CODE_FILE);
        const userData = userDataOf(template, { ...ADDED, ...values });
        expect(rest(userData)).toEqual(plain);
        const told = Object.fromEntries(
          userData.split('\n').flatMap((line) => {
            const [, name = '', encoded = ''] = put.exec(line) ?? [];
            return name === '' ? [] : [[name, Buffer.from(encoded, 'base64').toString()]];
          }),
        );
        expect(told).toEqual({
          'code-bucket': 'my-code',
          'code-key': values['CodeKey'] ?? '',
          'code-version': values['CodeVersion'] ?? '',
          'init-script': values['InitScript'] ?? '',
          'q-arguments': values['QArguments'],
        });
        if (/[^\w./:=,@%+-]/.test(`${values['CodeKey'] ?? ''}${values['CodeVersion'] ?? ''}`))
          strangeCount += 1;
      }),
      { numRuns: 300 },
    );
    expect(strangeCount).toBeGreaterThan(30);
    const words = Object.entries(PARAMETERS).filter(([, each]) => 'words' in each);
    expect(words.map(([name]) => name)).toEqual(['QArguments']);
  });
});

describe('a name', () => {
  it.each([
    '../up',
    '/etc/x',
    'a/b',
    'a;b',
    'a b',
    '$(id)',
    '`id`',
    "a'b",
    'a\nb',
    'x',
    '',
    '-rf',
    'a.b',
    'n'.repeat(64),
  ])('such as %j is refused before anything is written', (clusterName) => {
    expect(() => importDefinitions([{ ...aDefinition('RDB'), clusterName }])).toThrow(FinspaceError);
  });

  it('that another cluster has too, or nearly, is refused: they would share a folder or a stack', () => {
    for (const clusterName of ['my-cluster', 'My-Cluster', 'my_cluster'])
      expect(() => importDefinitions([aDefinition('RDB'), { ...aDefinition('HDB'), clusterName }])).toThrow(
        /two clusters are/,
      );
  });
});

describe('writing', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spillway-import-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
  const out = () => join(folder, 'out');

  it.each(['../evil', 'a/../../evil', '/tmp/evil', '.', 'a/..'])(
    'to %s is refused, and so is all that came with it',
    async (path) => {
      const files = [
        { path: 'fine', text: 'x' },
        { path, text: 'x' },
      ];
      await expect(writeInside(out(), files)).rejects.toMatchObject({ exitStatus: 2 });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('through a link that is there already is refused, to a folder and to a file', async () => {
    await mkdir(out());
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'precious'), 'mine');
    await symlink(join(folder, 'elsewhere'), join(out(), 'linked'));
    await symlink(join(folder, 'precious'), join(out(), 'README.md'));
    for (const path of ['linked/parameters.json', 'README.md'])
      await expect(writeInside(out(), [{ path, text: 'x' }])).rejects.toMatchObject({ exitStatus: 2 });
    expect(await readdir(join(folder, 'elsewhere'))).toEqual([]);
    expect((await lstat(join(out(), 'README.md'))).isSymbolicLink()).toBe(true);
  });

  it('of every import stays below the folder', async () => {
    for (const type of CLUSTER_TYPES) await writeInside(out(), importDefinitions([aDefinition(type)]).files);
    expect(await readdir(folder)).toEqual(['out']);
    expect((await readdir(out())).sort()).toEqual(['README.md', 'my-cluster']);
  });
});

describe('a secret', () => {
  const SECRETS = [
    ['dbPassword', 'hunter2'],
    ['auth_user', 'kim'],
    ['apiToken', 'abc'],
    ['dbpass', 'hunter2'],
    ['userpw', 'hunter2'],
    ['options', 'trade -password hunter2'],
    ['endpoint', 'tcps://host:5010:kim:hunter2'.slice('tcps://'.length)],
  ] as const;

  it.each(SECRETS)('in an argument (%s) is in no report and no file, and a person is told', (key, value) => {
    const forms = [[{ key, value }], { [key]: value }];
    for (const commandLineArguments of forms) {
      const found = importDefinitions([{ ...aDefinition('RDB'), commandLineArguments }]);
      expect(outcomesOf(found, /^commandLineArguments/)).not.toContain('mapped');
      expect(JSON.stringify(found)).not.toContain(`"${value}"`);
      expect(found.files.map(({ text }) => text).join('')).not.toContain(value);
    }
  });

  it.each([
    ['db-password', 'hunter2'],
    ['secret', 'hunter2'],
    ['owner', 'AKIAIOSFODNN7EXAMPLE'],
  ])('in a tag (%s) is in no report and no file', (key, value) => {
    const found = importDefinitions([{ ...aDefinition('HDB'), tags: { [key]: value, team: 'fx' } }]);
    expect(JSON.stringify(found)).not.toContain(value);
    expect(valuesIn(found, 'my-cluster/tags.json')).toMatchObject({ team: 'fx' });
  });

  it('is shown when that is asked for, and still written nowhere', () => {
    const definition = { ...aDefinition('RDB'), tags: { password: 'hunter2' } };
    const found = importDefinitions([definition], { secrets: 'shown' });
    expect(found.entries.find(({ path }) => path === 'tags.password')?.value).toBe('hunter2');
    expect(found.files.map(({ text }) => text).join('')).not.toContain('hunter2');
  });

  it('that Terraform marks as sensitive is hidden, in both forms of a state', () => {
    const attributes = { ...aDefinition('RDB'), tags: { team: 'swordfish' } };
    const type = 'aws_finspace_kx_cluster';
    const marked = [{ type: 'get_attr', value: 'tags' }];
    const states = [
      { version: 4, resources: [{ type, instances: [{ attributes, sensitive_attributes: [marked] }] }] },
      {
        values: {
          root_module: {
            child_modules: [{ resources: [{ type, values: attributes, sensitive_values: { tags: true } }] }],
          },
        },
      },
    ];
    for (const state of states) {
      const found = importDefinitions([state]);
      expect(outcomesOf(found, /^tags\.team$/)).toEqual(['needs-you']);
      expect(JSON.stringify(found)).not.toContain('swordfish');
    }
  });

  it('in a field that FinSpace never had is hidden by its name', () => {
    const found = importDefinitions([{ ...aDefinition('GP'), login: { password: 'hunter2' } }]);
    expect(found.entries.find(({ path }) => path === 'login.password')).toMatchObject({
      value: '(redacted)',
      outcome: 'needs-you',
    });
  });

  it('is hidden in whatever shape arguments and tags are given', () => {
    const shapes = [
      { commandLineArguments: [{ Name: 'dbPassword', Value: 'hunter2' }] },
      { commandLineArguments: [{ key: 'dbPassword', value: ['hunter2'] }] },
      { commandLineArguments: { dbPassword: ['hunter2'] } },
      { tags: [{ Key: 'password', Value: 'hunter2' }] },
      {
        tags: [
          { Key: 'team', Value: 'fx' },
          { Key: 'password', Value: { plain: 'hunter2' } },
        ],
      },
    ];
    for (const shape of shapes)
      expect(JSON.stringify(importDefinitions([{ ...aDefinition('RDB'), ...shape }]))).not.toContain(
        'hunter2',
      );
  });

  it('is none where names and values are plain', () => {
    const tags = { commit: '0123456789abcdef0123456789abcdef01234567', opens: '09:30:00', compass: 'north' };
    for (const form of ['request', 'answer'] as const) {
      const found = importDefinitions([{ ...aDefinition('HDB', form), tags }]);
      expect(found.entries.filter(({ value }) => value === '(redacted)')).toEqual([]);
      expect(valuesIn(found, 'my-cluster/tags.json')).toMatchObject(tags);
    }
  });
});

describe('a Terraform state', () => {
  it('is looked at for clusters of FinSpace alone', () => {
    const state = {
      version: 4,
      resources: [
        { type: 'aws_db_instance', instances: [{ attributes: { password: 'hunter2' } }] },
        { type: 'aws_finspace_kx_cluster', instances: [{ attributes: aDefinition('RDB') }] },
      ],
    };
    const found = importDefinitions([state]);
    expect(found.clusterNames).toEqual(['my-cluster']);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

function outcomesOf(found: ReturnType<typeof importDefinitions>, path: RegExp): readonly string[] {
  return found.entries.filter((entry) => path.test(entry.path)).map(({ outcome }) => outcome);
}
