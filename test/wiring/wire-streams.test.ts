// Streams served through the ports as they are deployed: AWS's adapters and the real SDK, on the local AWS.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import { runTick } from '../../lib/cycle/triggers/run-tick.ts';
import { MIB, MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import { startEmulator, STATE_TABLE } from '../../lib/emulator/start-emulator.ts';
import type { StreamSpec } from '../../lib/sim/kinesis/stream-state.ts';
import { createWorld } from '../../lib/sim/world.ts';
import { KINESIS_STREAM } from '../../lib/targets/kinesis-stream/kinesis-stream.ts';
import { KINESIS_STREAMS } from '../../lib/wiring/kinesis-stream/kinesis-streams.ts';
import { openKind } from '../../lib/wiring/served-kind.ts';
import { wiringParts } from '../../lib/wiring/wire-cycle.ts';
import { streamPorts } from '../../lib/wiring/kinesis-stream/wire-streams.ts';
import { TEST_ACCOUNT } from '../aws/start-dynalite.ts';

const T0_MS = Date.parse('2026-03-04T12:00:00Z');
const FEED = 'feed';
const TAGS = { 'spillway:managed': 'true', 'spillway:shards-max': '64' };
const HOUR_S = 60 * (MINUTE_MS / SECOND_MS);

/** Four shards, 3.5 of them used for an hour. */
async function aBusyStream(spec: Partial<StreamSpec> = {}) {
  const world = createWorld({ startMs: T0_MS });
  const flow = { startMs: T0_MS, endMs: T0_MS + 60 * MINUTE_MS, bytes: 3.5 * MIB * HOUR_S, records: HOUR_S };
  world.kinesis.addStream({
    name: FEED,
    shardCount: 4,
    tags: TAGS,
    consumers: [{ name: 'rdb', kind: 'polling', behindMs: () => 0 }],
    flows: [flow],
    ...spec,
  });
  await world.runUntil(T0_MS + 60 * MINUTE_MS);
  const emulator = await startEmulator({ world, tick: null });
  const clients = createAwsClients({ ...TEST_ACCOUNT, endpoint: emulator.endpoint });
  onTestFinished(async () => {
    clients.destroy();
    await emulator.stop();
  });
  const lines: string[] = [];
  const ports = streamPorts(
    wiringParts({
      env: { SPILLWAY_STATE_TABLE: STATE_TABLE },
      clients,
      clock: world.clock,
      writeLine: (line) => void lines.push(line),
    }),
  );
  return { world, ports, emulator, lines };
}

describe("a stream's ports on AWS", () => {
  it('let the tick find a stream by its tag, and give it shards; its item is its own', async () => {
    const { world, ports } = await aBusyStream();
    expect(await runTick(KINESIS_STREAM, ports)).toMatchObject({
      targetCount: 1,
      results: [{ name: FEED, actions: [{ action: { shards: 6 }, outcome: { kind: 'applied' } }] }],
      failures: [],
    });
    expect(world.kinesis.describe(FEED).status).toBe('UPDATING');
    expect((await ports.stateStore.readState(FEED))?.learned.changes.ledger).toMatchObject([{ to: 6 }]);
    expect(await ports.stateStore.readJournal(FEED, 5)).toMatchObject([
      { kind: 'grow', gauges: { ShardsOpen: 4, ChangesLeft: 10 } },
    ]);
  });

  it('let a cycle by name reach it without listing', async () => {
    const { ports, emulator } = await aBusyStream();
    await runCycle(KINESIS_STREAM, { name: FEED, trigger: 'alarm' }, ports);
    expect(emulator.awsCalls()).toMatchObject({ UpdateShardCount: 1, DescribeStreamSummary: 2 });
    expect(emulator.awsCalls()).not.toHaveProperty('GetResources');
  });

  it('publish its metrics by its name, and its trouble under its name at the command line', async () => {
    const { ports, lines } = await aBusyStream({ tags: { ...TAGS, 'spillway:shards-max': '4' } });
    await openKind(KINESIS_STREAMS, ports).tick(runTick);
    const published = lines.map((line) => JSON.parse(line) as object);
    expect(published).toMatchObject([
      { StreamName: FEED, ShardsOpen: 4, ShardsWanted: 4, ChangesLeft: 10, DemandPercent: 87.5 },
      { Target: 'kinesis:feed', Kind: 'cannot-grow', Attention: 1 },
    ]);
  });
});
