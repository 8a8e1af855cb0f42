// A server of the data tier in a folder: the image's own commands build it, user data sets it up, and units start on each
// boot, with what would touch the machine faked. Absolute paths in scripts and units are moved below the folder.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FAKE_COMMANDS, REAL_COMMANDS } from './fake-commands.ts';

const MOVED = /(?<![\w.$}/-])\/(?=(etc|opt|data|run|var|tmp)\/)|(?<![\w.$}/-])\/(?=dev\/["$s])/g;
/** As long as any script here may take; they take milliseconds. */
const TIMEOUT_MS = 20_000;

export interface Ran {
  readonly status: number | null;
  /** What it wrote, on either channel. */
  readonly output: string;
}

export type Server = ReturnType<typeof aServer>;

/** Where the machine has the commands; a shell's builtin of that name does not count. */
const PLACES = new Map(
  [...REAL_COMMANDS, 'install'].map((name) => {
    const found = execFileSync('/bin/bash', ['-c', `type -P ${name}`], { encoding: 'utf8' });
    return [name, found.trim()] as const;
  }),
);

export function aServer() {
  const root = mkdtempSync(join(tmpdir(), 'spillway-server-'));
  const path = (name: string) => join(root, name);
  const moved = (text: string) => text.replace(MOVED, `${root}/`);
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  };
  const program = (name: string, text: string) => {
    write(name, text);
    chmodSync(path(name), 0o755);
  };

  const copy = (name: string, folder: string) => {
    cpSync(folder, path(name), { recursive: true });
    for (const entry of readdirSync(path(name), { recursive: true, encoding: 'utf8' })) {
      const file = join(path(name), entry);
      if (statSync(file).isFile()) writeFileSync(file, moved(readFileSync(file, 'utf8')));
    }
  };

  for (const folder of [
    'etc',
    'tmp',
    'run/spillway',
    'data',
    'var/log',
    'commands',
    'etc/tmpfiles.d',
    'etc/logrotate.d',
  ])
    mkdirSync(path(folder), { recursive: true });
  mkdirSync(path('etc/systemd/system'), { recursive: true });
  for (const [name, text] of Object.entries(FAKE_COMMANDS)) program(`commands/${name}`, text);
  for (const name of REAL_COMMANDS) symlinkSync(PLACES.get(name) ?? '', path(`commands/${name}`));
  program('opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl', FAKE_COMMANDS['chown'] ?? '');
  mkdirSync(path('opt/aws/amazon-cloudwatch-agent/etc'));
  write('etc/fstab', 'UUID=0123 / xfs defaults 0 0\n');

  const environment = { ROOT: root, PATH: path('commands'), REAL_INSTALL: PLACES.get('install') ?? '' };
  const environmentWith = (settings: Readonly<Record<string, string>>) => ({
    ...environment,
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, moved(value)])),
  });
  const run = (script: string, settings: Readonly<Record<string, string>> = {}): Ran => {
    const ran = spawnSync('/bin/bash', ['--norc', '-c', moved(script)], {
      cwd: root,
      env: environmentWith(settings),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    return { status: ran.status, output: `${ran.stdout}${ran.stderr}` };
  };

  /** Beside the test, so that it can answer. */
  const runBeside = (script: string, settings: Readonly<Record<string, string>>): Promise<Ran> =>
    new Promise((done) => {
      const ran = spawn('/bin/bash', ['--norc', '-c', moved(script)], {
        cwd: root,
        env: environmentWith(settings),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: TIMEOUT_MS,
      });
      let output = '';
      for (const channel of [ran.stdout, ran.stderr])
        channel.on('data', (chunk: Buffer) => {
          output += chunk.toString();
        });
      ran.on('close', (status) => done({ status, output }));
    });

  return {
    run,
    runBeside,
    program: (name: string, text: string) => program(name, moved(text)),
    write: (name: string, text: string) => write(name, text),
    has: (name: string) => existsSync(path(name)),
    mode: (name: string) => statSync(path(name)).mode & 0o777,
    read: (name: string) =>
      existsSync(path(name)) ? readFileSync(path(name), 'utf8').replaceAll(root, '') : '',
    lines: (name: string) =>
      existsSync(path(name))
        ? readFileSync(path(name), 'utf8').replaceAll(root, '').split('\n').filter(Boolean)
        : [],
    list: (name: string) => (existsSync(path(name)) ? readdirSync(path(name)) : []),
    remove: (name: string) => rmSync(path(name), { recursive: true, force: true }),
    /** A folder of the project, its texts moved as scripts are. */
    copy,
    /** An archive as the fake unzip takes it: the name of a folder. */
    archive: (name: string, folder: string) => {
      copy(`archives/${name}`, folder);
      write(name, path(`archives/${name}`));
    },
    /** An archive with these files. */
    archiveOf: (name: string, files: Readonly<Record<string, string>>) => {
      for (const [file, text] of Object.entries(files)) program(`archives/${name}/${file}`, text);
      write(name, path(`archives/${name}`));
    },
    destroy: () => rmSync(root, { recursive: true, force: true }),
  };
}
