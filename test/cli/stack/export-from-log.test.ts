import { afterEach, expect, it } from 'vitest';
import { VERSION } from '../../../cli/version.ts';
import { probedRdbs, probeTags } from '../../../cli/demo/adopted-group.ts';
import { startLocalSpillway } from '../../../cli/demo/local-spillway.ts';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { aPlainGroup, GROUP, START_MS, startLocalOperator, type LocalOperator } from '../local-operator.ts';
import { STACK } from './a-stack.ts';

const LOG = `/aws/lambda/${STACK}-on-tick`;
const OTHER = 'rdb-other';
const MINUTES = 5;
const TAGS = { 'spillway:managed': 'true', 'spillway:mode': 'dry-run', 'spillway:reports': 'probe' };

let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** Two groups that the probe reads: each minute the tick logs what their nodes said. In pages of so many lines. */
async function withLogs(logEventsPageMax: number): Promise<LocalOperator> {
  const groups = [GROUP, OTHER].map((name) =>
    aPlainGroup({ name, tags: TAGS, telemetry: { metrics: 'none' } }),
  );
  const operator = await startLocalOperator(groups, {
    ...probedRdbs([GROUP, OTHER], 'probe'),
    stack: { name: STACK, version: VERSION },
    tick: 'rate(1 minute)',
    logEventsPageMax,
  });
  const { emulator, world } = operator;
  for (const name of [GROUP, OTHER])
    world.autoScaling.putTags(name, probeTags(name, emulator.rdbs?.port ?? 0));
  ({ stop } = startLocalSpillway({ emulator, clock: world.clock, env: { SPILLWAY_METRICS: 'lean' } }));
  await operator.pass(MINUTES);
  return operator;
}

it('export-metrics reads a log of CloudWatch Logs, page by page, and of the group alone', async () => {
  const operator = await withLogs(3);
  operator.emulator.resetCalls();
  const { text, exitStatus } = await operator.run(`export-metrics ${GROUP} --days 1 --log-group ${LOG}`);
  expect(exitStatus).toBe(0);
  const [head, ...rows] = text.trimEnd().split('\n');
  expect(head).toBe('timestamp,instanceId,memoryUsedBytes');
  const group = operator.world.autoScaling.describeGroups([GROUP])[0];
  const ids = [...(group?.instances.keys() ?? [])].sort();
  const cells = rows.map((row) => row.split(','));
  expect([...new Set(cells.map(([, id]) => id))].sort()).toEqual(ids);
  const minutes = Array.from({ length: MINUTES }, (_, i) => START_MS + (i + 1) * MINUTE_MS);
  expect([...new Set(cells.map(([at]) => Date.parse(at ?? '')))]).toEqual(minutes);
  expect(rows).toHaveLength(MINUTES * ids.length);
  expect(cells.every(([, , bytes]) => Number(bytes) > 0)).toBe(true);
  expect(operator.emulator.awsCalls()['FilterLogEvents']).toBeGreaterThan(2 * MINUTES);
  // The same once more, of two logs that hold the same.
  const twice = await operator.run(
    `export-metrics ${GROUP} --days 1 --log-group ${LOG} --log-group ${STACK_LOG_AGAIN}`,
  );
  expect(twice.text).toBe(text);
});

it('export-metrics finds the log by itself where lean metrics leave nothing else, and says so', async () => {
  const operator = await withLogs(10_000);
  const named = await operator.run(`export-metrics ${GROUP} --days 1 --log-group ${LOG}`);
  const { text, exitStatus } = await operator.run(`export-metrics ${GROUP} --days 1`);
  expect(exitStatus).toBe(0);
  const notice = `${GROUP} has no metrics of its memory in Spillway; ${LOG} is read\n`;
  expect(text).toContain(notice);
  expect(text.replace(notice, '')).toBe(named.text);
  expect(await operator.run('export-metrics rdb-none --days 1')).toMatchObject({
    exitStatus: 1,
    text: expect.stringContaining(
      `error: rdb-none has reported no MemoryUsedBytes in 1 days in the namespace Spillway, and ${LOG} has no line of a node of rdb-none`,
    ) as string,
  });
});

/** The function's log by another spelling of its name. */
const STACK_LOG_AGAIN = '/aws/lambda/on-tick';

it('export-metrics says which log has nothing of the group, which is not there, and takes no file beside it', async () => {
  const operator = await withLogs(10_000);
  expect(await operator.run(`export-metrics rdb-none --days 1 --log-group ${LOG}`)).toMatchObject({
    exitStatus: 1,
    text: expect.stringContaining(
      `error: ${LOG} has no line of a node of rdb-none in the latest 1 days`,
    ) as string,
  });
  await expect(
    operator.run(`export-metrics ${GROUP} --log-group /aws/lambda/${STACK}-discover`),
  ).rejects.toThrow(/logs:FilterLogEvents.*The specified log group does not exist/);
  await expect(operator.run(`export-metrics ${GROUP} --log a-file --log-group ${LOG}`)).rejects.toThrow(
    "option '--log-group <name>' cannot be used with option '--log <file>'",
  );
});
