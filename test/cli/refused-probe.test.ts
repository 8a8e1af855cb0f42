// What an operator reads of a group whose servers refuse the probe: sentences, and where to look.
import { expect, it } from 'vitest';
import { plainLine } from '../../cli/plain-line.ts';
import { serveProbe } from '../../functions/probe.ts';
import type { Diagnosis } from '../../lib/operate/doctor/diagnose.ts';
import { PROBE_FUNCTION_VARIABLE } from '../../lib/wiring/wire-telemetry.ts';
import { aPlainGroup, GROUP, startLocalOperator } from './local-operator.ts';

async function aRefusedGroup() {
  const tags = {
    'spillway:managed': 'true',
    'spillway:reports': 'probe',
    'spillway:probe-query': 'kx-autoscaling',
  };
  const operator = await startLocalOperator([aPlainGroup({ tags })], {
    env: { [PROBE_FUNCTION_VARIABLE]: 'probe' },
    rdbServers: { credentials: { username: 'spillway', password: 'right' } },
    secrets: { [`spillway/${GROUP}`]: JSON.stringify({ username: 'spillway', password: 'wrong' }) },
    functions: { probe: (event: object) => serveProbe(event, { writeLine: () => undefined }) },
  });
  operator.world.autoScaling.putTags(GROUP, {
    'spillway:probe-port': String(operator.emulator.rdbs?.port),
    'spillway:probe-secret': `spillway/${GROUP}`,
  });
  await operator.pass(5);
  return operator;
}

it('status and doctor say in a sentence what keeps the probe out, and doctor where it is told', async () => {
  const operator = await aRefusedGroup();
  const shown = await operator.run(`status ${GROUP}`);
  const [said = ''] = shown.text.split('\n');
  expect(said).toMatch(
    new RegExp(
      `^warning: ${GROUP}: no report by the probe from 3 of its servers: .*refused|^warning: ${GROUP}: no report by the probe from 3 of its servers: .*login`,
    ),
  );
  expect(shown.text).not.toMatch(/[{}"]/);
  const { text } = await operator.run(`doctor ${GROUP}`);
  expect(text).toContain('wrong  reports: the probe hears none of 3 nodes in service.');
  expect(text).toContain(
    `fix: aws logs tail /aws/lambda/spillway-<stage>-on-tick --since 1d --filter-pattern '"${GROUP}: no report by the probe"'`,
  );
  expect(text).not.toContain('list-metrics');
});

it('doctor prints JSON where JSON is asked for, and the sentence beside it', async () => {
  const operator = await aRefusedGroup();
  const { text } = await operator.run(`doctor ${GROUP} --json`);
  const begin = text.indexOf('\n[');
  expect(text.slice(0, begin)).toMatch(/^warning: .*$/);
  const [diagnosis] = JSON.parse(text.slice(begin)) as readonly Diagnosis[];
  expect(diagnosis?.healthy).toBe(false);
});

it('a line for a log is a sentence at a terminal, and any other line stays', () => {
  expect(plainLine('{"level":"WARN","message":"rdb-fx: no report","code":"refused"}')).toBe(
    'warning: rdb-fx: no report',
  );
  expect(plainLine('{"level":"INFO","message":"rdb-fx: all answer again"}')).toBe(
    'note: rdb-fx: all answer again',
  );
  for (const other of ['(node) a warning', '{"level":"WARN"}', '{"message":', ''])
    expect(plainLine(other)).toBe(other);
});
