import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DrillResult } from '../../../lib/drill/drill-result.ts';
import { GROUP, type LocalOperator } from '../local-operator.ts';
import { aDrilledGroup, CREDENTIALS } from './a-drilled-group.ts';

/** Half an hour of a world, its functions and its RDBs. */
const A_WORLD_MS = 120_000;

const FILE = join(mkdtempSync(join(tmpdir(), 'drill-')), 'result.json');
const EXECUTE = `--execute --confirm ${GROUP} --as ada --json ${FILE}`;

const result = () => JSON.parse(readFileSync(FILE, 'utf8')) as DrillResult;
const liveOf = ({ world }: LocalOperator) => world.tickerplants.get(GROUP)?.live()?.instanceId;
const terminations = ({ emulator }: LocalOperator) => emulator.awsCalls()['TerminateInstances'] ?? 0;

it(
  'is told of first, then made: the next is live, reads the log, and nothing is missing',
  async () => {
    const operator = await aDrilledGroup();
    const victim = liveOf(operator) ?? '';
    const dry = await operator.run(`drill live-rdb ${GROUP} --json ${FILE}`);
    expect(dry.exitStatus).toBe(0);
    expect(dry.text).toContain(`breaks on purpose: terminates ${victim}, the live RDB of ${GROUP}`);
    expect(dry.text).toMatch(
      /Its slice is gone with it: [\d,]+ rows, unless the tickerplant's log is replayed/,
    );
    expect(dry.text).toContain(`To break it: add --execute --confirm ${GROUP}`);
    expect(result()).toMatchObject({ injectedAt: null, lost: null, pass: false, steps: [] });
    expect(terminations(operator)).toBe(0);
    expect(liveOf(operator)).toBe(victim);

    const run = await operator.run(`drill live-rdb ${GROUP} ${EXECUTE}`);
    expect(run, run.text).toMatchObject({ exitStatus: 0 });
    expect(run.text).toContain('passed');
    const told = result();
    expect(Object.keys(told)).toEqual([
      ...['drill', 'target', 'injectedAt', 'detectedAt', 'replacedAt', 'writableAt', 'queryableAt'],
      ...['caughtUpAt', 'expected', 'found', 'lost', 'pass', 'limits', 'steps'],
    ]);
    expect(told).toMatchObject({ drill: 'live-rdb', target: GROUP, lost: 0, pass: true });
    expect(told.expected).toBeGreaterThan(3_000);
    expect(told.found).toBe(told.expected);
    const times = [told.injectedAt, told.writableAt, told.caughtUpAt].map((at) => Date.parse(at ?? ''));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    // The log takes 40 s to be read.
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(40_000);
    for (const at of [told.detectedAt, told.replacedAt, told.queryableAt])
      expect(at).toMatch(/^2026-11-20T15:/);
    expect(liveOf(operator)).not.toBe(victim);
    expect(terminations(operator)).toBe(1);

    const status = await operator.run(`status ${GROUP}`);
    expect(status.text).toMatch(
      /last drill, \d+ (s|min) ago: live-rdb: passed: detected after .*, none lost\./,
    );
    const { text: explained } = await operator.run(`explain ${GROUP}`);
    expect(explained).toMatch(
      / drill +live-rdb, by ada: passed: detected after .*, none lost\.\n(.*\n)*.* now: /,
    );
    // What was broken is still on its way out.
    const again = await operator.run(`drill live-rdb ${GROUP} ${EXECUTE}`);
    expect(again).toMatchObject({ exitStatus: 1 });
    expect(again.text).toContain(`servers come or go: ${victim} is Terminating`);
    expect(terminations(operator)).toBe(1);
  },
  A_WORLD_MS,
);

it(
  'fails where the replay misses rows, and says how many',
  async () => {
    const operator = await aDrilledGroup({ group: { replayMisses: 250 } });
    const run = await operator.run(`drill live-rdb ${GROUP} --wait 4m --how stop-instance ${EXECUTE}`);
    expect(run, run.text).toMatchObject({ exitStatus: 1 });
    expect(run.text).toMatch(/failed {2}.*250 of [\d,]+ are lost/);
    expect(result()).toMatchObject({ lost: 250, pass: false });
    expect(operator.emulator.awsCalls()['StopInstances']).toBe(1);
    const status = await operator.run(`status ${GROUP} --json`);
    expect(JSON.parse(status.text)).toMatchObject([{ lastDrill: { drill: 'live-rdb', pass: false } }]);
  },
  A_WORLD_MS,
);

it(
  'kills the process alone, if whoever asks may: nobody is replaced',
  async () => {
    const operator = await aDrilledGroup();
    const denied = await operator.run(`drill live-rdb ${GROUP} --how stop-process ${EXECUTE}`);
    expect(denied).toMatchObject({ exitStatus: 1 });
    expect(denied.text).toContain('refused, and nothing was broken: access-denied');
    const victim = liveOf(operator);
    const allowed = await aDrilledGroup({
      env: { SPILLWAY_RDB_USERNAME: CREDENTIALS.username, SPILLWAY_RDB_PASSWORD: CREDENTIALS.password },
    });
    const run = await allowed.run(`drill live-rdb ${GROUP} --how stop-process ${EXECUTE}`);
    expect(run, run.text).toMatchObject({ exitStatus: 0 });
    expect(result()).toMatchObject({ replacedAt: null, lost: 0, pass: true });
    expect(liveOf(allowed)).not.toBe(victim);
    expect(terminations(allowed)).toBe(0);
  },
  A_WORLD_MS,
);

it(
  'is refused with every reason, also when it is to be made',
  async () => {
    const operator = await aDrilledGroup({ group: { desiredCapacity: 1, readyNodeCount: 1, maxSize: 1 } });
    const { world } = operator;
    world.autoScaling.putTags(GROUP, { 'spillway:drill-window': '21:00-23:00' });
    world.autoScaling.deleteTags(GROUP, ['spillway:drills', 'spillway:replay']);
    world.autoScaling.deleteLifecycleHook(GROUP, 'spillway-keep-data');
    world.autoScaling.updateGroup(GROUP, { terminateHookAbandon: 'terminate' });
    const refused = await operator.run(`drill live-rdb ${GROUP} ${EXECUTE}`);
    expect(refused).toMatchObject({ exitStatus: 1 });
    const reasons = [
      'its tag spillway:drills is not "allowed"',
      'it is outside spillway:drill-window, 21:00-23:00 in UTC',
      'the market may be open: 2026-11-20 is a trading day in UTC',
      'it has no terminating hook of Spillway',
      'a server whose hook is abandoned is not retained',
      'its tag spillway:replay is not "tested"',
      'no spare waits in the queue',
    ];
    for (const reason of reasons) expect(refused.text).toContain(reason);
    expect(result().steps).toHaveLength(refused.text.split('✗').length - 1);
    expect(terminations(operator)).toBe(0);
  },
  A_WORLD_MS,
);

it('asks for the name once more, and knows its ways', async () => {
  const operator = await aDrilledGroup({ passMinutes: 0 });
  for (const words of ['--execute', '--execute --confirm rdb-eq', '--how unplug', '--wait 1d'])
    expect(await operator.run(`drill live-rdb ${GROUP} ${words}`), words).toMatchObject({ exitStatus: 2 });
  expect(await operator.run(`drill memorydb-shard ${GROUP}`)).toMatchObject({ exitStatus: 2 });
  expect(await operator.run('drill live-rdb rdb-none')).toMatchObject({ exitStatus: 1 });
  expect(terminations(operator)).toBe(0);
});
