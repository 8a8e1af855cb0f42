// As much of systemd as the units here need: what is enabled starts in order, with its environment; what fails is started
// again where the unit says so, and powers the server off where it says that. A reboot forgets mounts and /run.
import type { Server } from './server.ts';

/** Starts of one unit until the model gives up; systemd does not. */
const STARTS_MAX = 4;

interface Unit {
  readonly name: string;
  /** Values by key; a key may come several times. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** All that is enabled, as at the end of user data and of each boot. Returns the units that are up. */
export function startUnits(server: Server): readonly string[] {
  const units = server
    .lines('enabled')
    .filter((name) => name !== 'amazon-cloudwatch-agent')
    .map((name) => readUnit(server, name));
  const isBefore = (a: Unit, b: Unit) => all(b, 'After').some((after) => after === `${a.name}.service`);
  const up: string[] = [];
  for (const unit of [...units].sort((a, b) => Number(isBefore(b, a)) - Number(isBefore(a, b)))) {
    const missing = all(unit, 'Requires').filter((needed) => !up.includes(needed.replace(/\.service$/, '')));
    if (missing.length === 0 && start(server, unit)) up.push(unit.name);
    else if (one(unit, 'FailureAction') === 'poweroff') server.run('systemctl poweroff');
  }
  return up;
}

/** The server boots again: user data does not run. */
export function reboot(server: Server): readonly string[] {
  server.remove('run/spillway');
  server.run('mkdir -p /run/spillway');
  server.remove('mounted');
  server.remove('slept');
  for (const line of server.lines('etc/fstab')) {
    const [, folder = '', , options = ''] = line.split(' ');
    // What is not nofail and fails ends the boot in the emergency shell.
    if (folder === '/' || server.run(`mount ${folder}`).status === 0) continue;
    if (!options.split(',').includes('nofail')) throw new Error(`the boot ends: ${folder} is not mounted`);
  }
  return startUnits(server);
}

function start(server: Server, unit: Unit): boolean {
  const starts = one(unit, 'Restart') === 'always' ? STARTS_MAX : 1;
  for (let attempt = 1; attempt <= starts; attempt += 1) {
    const environment = environmentOf(server, unit);
    if (environment === undefined) continue;
    // What watches never ends: the tests run it by itself.
    if (/^spillway-|-reload$/.test(unit.name)) return true;
    const commands = [...all(unit, 'ExecStartPre'), ...all(unit, 'ExecStart')];
    if (commands.every((command) => server.run(command.replace(/^\+/, ''), environment).status === 0))
      return true;
  }
  return false;
}

/** Undefined where a file of settings is missing: systemd does not start the unit then. */
function environmentOf(server: Server, unit: Unit): Readonly<Record<string, string>> | undefined {
  const files = all(unit, 'EnvironmentFile');
  if (files.some((file) => !server.has(file))) return undefined;
  const assignments = [...all(unit, 'Environment'), ...files.flatMap((file) => server.lines(file))];
  return Object.fromEntries(
    assignments.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function readUnit(server: Server, name: string): Unit {
  const [template = '', instance] = name.split('@');
  const file = instance === undefined ? `${name}.service` : `${template}@.service`;
  const folder = `etc/systemd/system/${name}.service.d`;
  const lines = [
    ...server.lines(`etc/systemd/system/${file}`),
    ...server.list(folder).flatMap((dropIn) => server.lines(`${folder}/${dropIn}`)),
  ];
  if (lines.length === 0) throw new Error(`no unit ${name}`);
  const values = new Map<string, readonly string[]>();
  for (const line of lines.filter((each) => /^\w+=/.test(each))) {
    const [key = '', value = ''] = line.replaceAll('%i', instance ?? '').split(/=(.*)/s);
    values.set(key, [...(values.get(key) ?? []), ...(key.startsWith('Exec') ? [value] : value.split(' '))]);
  }
  return { name, values };
}

const all = (unit: Unit, key: string) => unit.values.get(key) ?? [];
const one = (unit: Unit, key: string) => all(unit, key).at(-1);
