// The local AWS as a person has it, but for real time: a day lived through as fast as it goes, the calls that break it, and the
// page that shows it.
import { request, type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../../cli/demo/demo-summary.ts';
import { DEFAULT_TRACE } from '../../../cli/demo/day-options.ts';
import { diagnoseNamedStack } from '../../../cli/doctor/diagnose-named-stack.ts';
import { createLocalWorld } from '../../../cli/local/local-world.ts';
import { parseLocalOptions } from '../../../cli/local/local-options.ts';
import { startLocalAws, type LocalAws } from '../../../cli/local/run-local.ts';
import { openAwsPorts } from '../../../cli/operator-ports.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/core/units.ts';
import type { LiveState } from '../../../lib/emulator/live/live-state.ts';
import { REQUEST_BYTES_MAX } from '../../../lib/emulator/wire/request.ts';
import { readTrace } from '../../../lib/sim/read-trace.ts';
import type { WorldEvent } from '../../../lib/sim/world-events.ts';
import { runMain } from '../run-main.ts';

const TOKEN = 'a-token';
const WORDS = {
  ...{ port: '0', speed: '600', start: '09:00', groups: '1', reports: 'cloudwatch', seed: '1' },
  ...{ bytesPerMessage: '4096', nodeMemoryGib: '4' },
};

describe('a local AWS', () => {
  const trace = readTrace(DEFAULT_TRACE);
  const decisions: Decision[] = [];
  const events: WorldEvent[] = [];
  const failed: string[] = [];
  let localAws: LocalAws;
  let running: Promise<void>;
  let realMs = 0;

  /** Real time passes as nobody waits for it. */
  const real = {
    nowMs: () => realMs,
    sleep: async (durationMs: number) => {
      realMs += durationMs;
      await setImmediate();
    },
  };

  async function send(
    path: string,
    given: { body?: object; headers?: Record<string, string>; method?: string },
  ) {
    const { port } = new URL(localAws.emulator.endpoint);
    const headers = { authorization: `Bearer ${TOKEN}`, ...given.headers };
    return new Promise<{ status: number; text: string; headers: object }>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method: given.method ?? 'POST', headers });
      sent.on('error', reject).on('response', (answer) => {
        const { statusCode: status = 0, headers: told } = answer;
        textOf(answer).then((text) => resolve({ status, text, headers: told }), reject);
      });
      sent.end(given.body && JSON.stringify(given.body));
    });
  }
  const call = async (name: string, body?: object) => {
    const { status, text } = await send(`/_local/${name}`, body ? { body } : {});
    return { status, answer: JSON.parse(text) as Record<string, unknown> };
  };
  const state = async () => (await call('state')).answer as unknown as LiveState;
  /** Goes on until it pauses by itself, at the time of day that it was started with. */
  async function untilPaused(): Promise<void> {
    localAws.paced.resume();
    while (!localAws.paced.pace().isPaused) await setImmediate();
  }

  beforeAll(async () => {
    localAws = await startLocalAws({
      options: parseLocalOptions({ ...WORDS, pauseAt: '08:30' }),
      ...{ trace, real, token: TOKEN },
      display: { event: (event) => void events.push(event), decision: (one) => void decisions.push(one) },
      onFailed: (name, error) => failed.push(`${name}: ${String(error)}`),
      // More seldom than the settings allow, and a fraction of the work: alarms do the rest.
      tick: 'rate(15 minutes)',
    });
    localAws.paced.pause();
    running = localAws.run();
  });
  afterAll(() => localAws.stop());

  it('takes the calls of its own from this machine alone, not from foreign pages, and with the token', async () => {
    const { port } = new URL(localAws.emulator.endpoint);
    const answered = async (headers: Record<string, string>) =>
      (await send('/_local/state', { headers })).status;
    expect(await answered({})).toBe(200);
    expect(await answered({ host: `localhost:${port}` })).toBe(200);
    expect(await answered({ origin: `http://127.0.0.1:${port}` })).toBe(200);
    expect(await answered({ host: `rebound.example:${port}` })).toBe(403);
    expect(await answered({ host: '127.0.0.1:1' })).toBe(403);
    expect(await answered({ origin: 'https://evil.example' })).toBe(403);
    expect(await answered({ origin: 'null' })).toBe(403);
    expect(await answered({ authorization: '' })).toBe(401);
    expect(await answered({ authorization: 'Bearer a-tokem' })).toBe(401);
  });

  it('has a page that carries the token and loads nothing', async () => {
    const page = await fetch(localAws.emulator.endpoint);
    const html = await page.text();
    expect(html).toContain(`data-token="${TOKEN}"`);
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const rebound = await fetch(localAws.emulator.endpoint, { headers: { origin: 'https://evil.example' } });
    expect(rebound.status).toBe(403);
    expect(await rebound.text()).not.toContain(TOKEN);
  });

  it('says what it does not understand, and what is allowed', async () => {
    expect(await call('nothing')).toMatchObject({
      status: 404,
      answer: {
        error:
          'there is no call "nothing" here; there are fault, mend, roll, end-of-day, pause, resume, speed, state',
      },
    });
    expect((await call('fault', { kind: 'magic' })).answer['error']).toMatch(
      /^kind is "magic": .*no-capacity.*throttle/,
    );
    expect((await call('fault', { kind: 'node-dies', group: 'x' })).answer['error']).toBe(
      'there is no group "x"; there are rdb, tickerplant',
    );
    expect((await call('speed', { speed: 601 })).status).toBe(400);
    expect((await call('speed', { speed: 60, start: 1 })).answer['error']).toBe(
      'the body has "start", which nothing heeds; there are speed',
    );
    expect((await call('pause', { much: 'x'.repeat(REQUEST_BYTES_MAX) })).status).toBe(413);
    expect((await send('/_local/pause', { method: 'GET' })).status).toBe(405);
    expect((await call('roll')).answer['error']).toBe('nobody waits in the queue of rdb: nothing rolled');
  });

  it('is healthy from the first tick on, as the doctor has it, by the clock of the answers', async () => {
    localAws.paced.resume();
    while (localAws.world.clock.nowMs() < trace.startMs + 9.55 * HOUR_MS) await setImmediate();
    localAws.paced.pause();
    const { kinds, clock, stack } = openAwsPorts({ endpoint: localAws.emulator.endpoint });
    for (const [index, name] of ['rdb', 'feed', 'cache'].entries()) {
      const diagnosis = await kinds[index]?.diagnose(name);
      const wrong = diagnosis?.checks.flatMap(({ findings }) =>
        findings.filter(({ severity }) => severity === 'wrong'),
      );
      expect(wrong, name).toEqual([]);
    }
    expect(await wrongWithStack({ stack, clock })).toEqual([]);
    expect(Math.abs(clock.nowMs() - localAws.world.clock.nowMs())).toBeLessThan(HOUR_MS);
  });

  it('gives its targets up when they are released, as they were before, and takes them back', async () => {
    const run = async (...words: readonly string[]) =>
      runMain(...words, '--yes', '--endpoint', localAws.emulator.endpoint);
    for (const target of ['rdb', 'kinesis:feed', 'memorydb:cache'])
      expect(await run('release', target), target).toMatchObject({ exitStatus: 0 });
    const group = () => localAws.world.autoScaling.describeGroups(['rdb'])[0];
    expect(group()).toMatchObject({
      newInstancesProtectedFromScaleIn: false,
      terminateHookAbandon: 'terminate',
    });
    expect(group()?.tags.get('spillway:managed')).toBeUndefined();
    for (const target of ['rdb', 'kinesis:feed', 'memorydb:cache'])
      expect(await run('adopt', target), target).toMatchObject({ exitStatus: 0 });
    expect(group()).toMatchObject({ newInstancesProtectedFromScaleIn: true, terminateHookAbandon: 'retain' });
    expect(group()?.tags.get('spillway:managed')).toBe('true');
  });

  it('breaks on purpose, also while time stands still', async () => {
    const [node] = (await state()).groups[0]?.nodes ?? [];
    expect(await call('fault', { kind: 'node-dies', group: 'rdb' })).toMatchObject({ status: 200 });
    expect((await state()).groups[0]?.nodes.map(({ id }) => id)).not.toContain(node?.id);
    await call('fault', { kind: 'throttle', action: 'DescribePolicies', times: 2 });
    expect((await state()).faults).toMatchObject([{ kind: 'throttle', callsLeft: 2 }]);
    expect(await call('mend')).toMatchObject({ status: 200, answer: { mended: [{ kind: 'throttle' }] } });
    expect((await state()).faults).toEqual([]);
  });

  it(
    'lives through a day at the highest speed, and on into the next, and loses nothing',
    { timeout: 240_000 },
    async () => {
      await untilPaused();
      expect(failed).toEqual([]);
      expect(localAws.world.safety.terminatedWithData).toEqual([]);
      const kindsOf = (target: string) =>
        new Set(decisions.flatMap((one) => (one.group === target ? one.kind : [])));
      expect(kindsOf('rdb')).toEqual(new Set(['hold', 'scale-out', 'retire']));
      expect(kindsOf('kinesis:feed')).toContain('grow');
      expect(kindsOf('memorydb:cache')).toContain('grow');
      expect(events.filter(({ kind }) => kind === 'end-of-day')).toHaveLength(1);
      expect(localAws.world.clock.nowMs()).toBe(trace.startMs + DAY_MS + 8.5 * HOUR_MS);
      expect(realMs).toBeGreaterThan((23 * HOUR_MS) / 600);
      // It goes on for days: what is kept of its calls does not grow with them.
      expect(localAws.emulator.calls().length).toBeLessThan(2_000);
    },
  );

  it('has tickerplants and RDBs whose messages say who is live, as the world has it', async () => {
    const { queues } = localAws.emulator;
    const inWorld = (await state()).groups[0]?.nodes ?? [];
    const idsOf = (role: string) => inWorld.filter((node) => node.role === role).map(({ id }) => id);
    const ids = (role: string) =>
      (queues?.rolesOf('rdb') ?? []).flatMap(([id, as]) => (as === role ? [id] : []));
    expect(queues?.refused()).toEqual([]);
    expect(ids('live')).toEqual(idsOf('live'));
    expect(new Set(ids('waiting'))).toEqual(new Set(idsOf('queued')));
    expect(queues?.portOf('rdb')).toBeGreaterThan(0);
  });

  it('tells its page what the world is like', async () => {
    const { groups, streams, clusters, localTime, localDate, isPaused } = await state();
    expect({ localTime, localDate, isPaused }).toEqual({
      localTime: '08:30:00',
      localDate: '2013-10-10',
      isPaused: true,
    });
    const [group] = localAws.world.autoScaling.describeGroups(['rdb']);
    expect(groups[0]).toMatchObject({ name: 'rdb', desired: group?.desiredCapacity, min: 1, max: 50 });
    expect(groups[0]?.nodes.filter(({ role }) => role === 'live')).toHaveLength(1);
    expect(streams[0]).toMatchObject({ name: 'feed', shards: localAws.world.kinesis.openCount('feed') });
    expect(clusters[0]?.shards).toHaveLength(localAws.world.memoryDb.describe('cache').shards.length);
    const { host } = new URL(localAws.emulator.endpoint);
    const told = await fetch(`http://${host}/_local/events?token=${TOKEN}`);
    const reader = told.body?.getReader();
    let text = '';
    while (!text.includes('event: state\n')) text += new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    expect(text).toMatch(/^event: before\ndata: \[.*"kind":"retire"/);
  });

  it('ends the day when it is told to, flushed, with the window to scale in open', async () => {
    const before = events.length;
    expect((await call('end-of-day')).answer).toEqual({ ended: ['rdb'] });
    expect(events.slice(before).filter(({ kind }) => kind === 'end-of-day')).toHaveLength(1);
    const [live] = (await state()).groups[0]?.nodes.filter(({ role }) => role === 'live') ?? [];
    expect(live?.rows).toBe(0);
    const held = await localAws.emulator.readItem('spillway-state', {
      pk: { S: 'GROUP#rdb' },
      sk: { S: 'STATE' },
    });
    const { endOfDaysMs } = JSON.parse(String(held?.['intent']?.['S'])) as { endOfDaysMs: number[] };
    expect(endOfDaysMs.at(-1)).toBe(localAws.world.clock.nowMs());
  });

  it('ends with its run', async () => {
    await localAws.stop();
    await running;
    await expect(fetch(localAws.emulator.endpoint)).rejects.toThrow();
  });
});

async function wrongWithStack(ports: Parameters<typeof diagnoseNamedStack>[0]) {
  const { name, diagnosis } = await diagnoseNamedStack(ports, undefined);
  expect(name).toBe('the stack spillway-local');
  return diagnosis.checks.flatMap(({ findings }) => findings);
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return text;
}

describe('its options', () => {
  it.each([
    ['speed', '0.5', /--speed is "0.5", allowed is a number from 1 to 600/],
    ['speed', '601', /from 1 to 600/],
    ['start', '9:00', /--start is "9:00", allowed is a time of day, HH:MM/],
    ['pauseAt', '24:00', /--pause-at is "24:00"/],
    ['groups', '21', /--groups is "21"/],
    ['port', '70000', /--port is "70000"/],
    ['reports', 'none', /--reports is "none", allowed is probe or cloudwatch/],
  ])('refuse %s %s, and say what is allowed', (name, given, words) => {
    expect(() => parseLocalOptions({ ...WORDS, [name]: given })).toThrow(words);
  });

  it('make as many groups as are asked for, each with its part of the trace', () => {
    const options = parseLocalOptions({ ...WORDS, groups: '3' });
    const world = createLocalWorld(options, readTrace(DEFAULT_TRACE));
    expect([...world.tickerplants.keys()]).toEqual(['rdb', 'rdb-2', 'rdb-3']);
  });
});
