// An operator at a terminal, in front of the local AWS: runs commands as typed, on the world's time.
import { Command } from 'commander';
import { onTestFinished } from 'vitest';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { addAdopt } from '../../cli/commands/adopt.ts';
import { addDrill } from '../../cli/commands/drill.ts';
import { addDoctor } from '../../cli/commands/doctor.ts';
import { addExplain } from '../../cli/commands/explain.ts';
import { addNodes } from '../../cli/commands/nodes.ts';
import { addExportMetrics } from '../../cli/commands/export-metrics.ts';
import { addRelease } from '../../cli/commands/release.ts';
import { addScale } from '../../cli/commands/scale.ts';
import { addStatus } from '../../cli/commands/status.ts';
import { plainLine } from '../../cli/plain-line.ts';
import { CommandError } from '../../cli/command-error.ts';
import type { OpenPorts } from '../../cli/operator-ports.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { takeDrillRole } from '../../lib/aws/drill-role.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { createStackClients } from '../../lib/aws/stack/stack-clients.ts';
import type { GroupPorts } from '../../lib/targets/rdb-group/ports/group-ports.ts';
import type { StreamPorts } from '../../lib/targets/kinesis-stream/ports/stream-ports.ts';
import { MINUTE_MS } from '../../lib/core/units.ts';
import type { EmulatorOptions } from '../../lib/emulator/start-emulator.ts';
import { STATE_TABLE, startEmulator } from '../../lib/emulator/start-emulator.ts';
import type { ClusterSpec } from '../../lib/sim/memorydb/cluster-state.ts';
import type { MemoryDbOptions } from '../../lib/sim/memorydb/memorydb.ts';
import type { ClusterPorts } from '../../lib/targets/memorydb-cluster/ports/cluster-ports.ts';
import { clusterPorts } from '../../lib/wiring/memorydb-cluster/wire-clusters.ts';
import type { KinesisOptions } from '../../lib/sim/kinesis/kinesis.ts';
import type { StreamSpec } from '../../lib/sim/kinesis/stream-state.ts';
import type { World, WorldGroup } from '../../lib/sim/world.ts';
import { createWorld } from '../../lib/sim/world.ts';
import type { Emulator } from '../../lib/emulator/start-emulator.ts';
import { groupPorts, wiringParts } from '../../lib/wiring/wire-cycle.ts';
import { streamPorts } from '../../lib/wiring/kinesis-stream/wire-streams.ts';
import { operatorWires } from '../../lib/wiring/wire-operator.ts';

/** A Friday, half an hour into the session. */
export const START_MS = Date.parse('2026-11-20T15:00:00Z');
export const GROUP = 'rdb-fx';

/** Fills an empty node of 4 GiB to its roll threshold in about an hour. */
export const FULL_RATE_PER_MINUTE = 13_000;

export interface Answer {
  readonly exitStatus: number;
  /** Everything written, errors included, without colours. */
  readonly text: string;
}

export interface LocalOperator {
  readonly world: World;
  readonly emulator: Emulator;
  readonly ports: GroupPorts;
  readonly streamPorts: StreamPorts;
  readonly clusterPorts: ClusterPorts;
  /** Runs `spillway <words>`; `answers` are what the person types when asked. */
  run(words: string, answers?: readonly string[]): Promise<Answer>;
  /** Lets so many minutes pass. */
  pass(minutes: number): Promise<void>;
}

/** Starts an emulator with these groups for one test. No function runs: what happens, the operator does. */
export async function startLocalOperator(
  groups: readonly WorldGroup[],
  {
    streams = [],
    kinesis = {},
    env = {},
    clusters = [],
    memoryDb = {},
    aheadMs = 0,
    ...options
  }: Partial<EmulatorOptions> & {
    readonly streams?: readonly StreamSpec[];
    readonly kinesis?: KinesisOptions;
    /** The operator's own, the state table aside. */
    readonly env?: Readonly<Record<string, string>>;
    readonly clusters?: readonly ClusterSpec[];
    readonly memoryDb?: MemoryDbOptions;
    readonly aheadMs?: number;
  } = {},
): Promise<LocalOperator> {
  const world = createWorld({ startMs: START_MS, seed: 3, kinesis, memoryDb });
  for (const group of groups) world.addGroup(group);
  for (const stream of streams) world.kinesis.addStream(stream);
  for (const cluster of clusters) world.memoryDb.addCluster(cluster);
  const emulator = await startEmulator({ world, tick: null, ...options });
  onTestFinished(() => emulator.stop());
  return operatorOver({ world, emulator, env, aheadMs });
}

/** The operator of an emulator that is there already, for one test: time moves as commands wait. */
export function operatorOver({
  world,
  emulator,
  env = {},
  aheadMs = 0,
}: {
  readonly world: World;
  readonly emulator: Emulator;
  /** The operator's own, the state table aside. */
  readonly env?: Readonly<Record<string, string>>;
  /** By how much the operator's clock is ahead of the world's. */
  readonly aheadMs?: number;
}): LocalOperator {
  const account = {
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
  };
  const clients = createAwsClients(account);
  const scheduler = new SchedulerClient(account);
  const stackClients = createStackClients(account);
  onTestFinished(() => {
    clients.destroy();
    for (const client of [scheduler, ...Object.values(stackClients)]) client.destroy();
  });
  const pass = (minutes: number) => world.runUntil(world.clock.nowMs() + minutes * MINUTE_MS);
  const clock = {
    nowMs: () => world.clock.nowMs() + aheadMs,
    sleep: (durationMs: number) => world.runUntil(world.clock.nowMs() + durationMs),
  };
  const complaints: Complaints = { write: () => undefined };
  const parts = wiringParts({
    env: { ...env, SPILLWAY_STATE_TABLE: STATE_TABLE },
    clients,
    clock,
    // As cli/operator-ports.ts has it.
    writeLine: (line) => {
      complaints.write(`${plainLine(line)}\n`);
    },
  });
  const ports = groupPorts(parts);
  const openPorts: OpenPorts = (_options, drillRole) => ({
    ...operatorWires({
      ...parts,
      scheduler: () => Promise.resolve(scheduler),
      stackClients: () => Promise.resolve(stackClients),
      ...(drillRole && { drillRole: takeDrillRole(drillRole, account, parts.calls) }),
    }),
    watchClock: clock,
    mustAgreeOnTime: () => undefined,
  });
  return {
    world,
    emulator,
    ports,
    streamPorts: streamPorts(parts),
    clusterPorts: clusterPorts(parts),
    pass,
    run: (words, answers) => runCommand(words.split(' '), { openPorts, complaints, answers }),
  };
}

/** Standard error of the command that runs. */
interface Complaints {
  write: (text: string) => void;
}

async function runCommand(
  words: readonly string[],
  given: {
    readonly openPorts: OpenPorts;
    readonly complaints: Complaints;
    readonly answers: readonly string[] | undefined;
  },
): Promise<Answer> {
  const { openPorts, complaints, answers } = given;
  let text = '';
  complaints.write = (said) => void (text += said);
  const left = [...(answers ?? [])];
  const terminal: Terminal = {
    write: (given) => void (text += given),
    writeError: (given) => void (text += given),
    isInteractive: false,
    columns: 100,
    exitStatus: 0,
    ...(answers && {
      ask: (question: string) => {
        text += question;
        return Promise.resolve(left.shift() ?? '');
      },
    }),
  };
  const program = new Command('spillway').exitOverride();
  for (const add of [
    addAdopt,
    addRelease,
    addDrill,
    addDoctor,
    addExplain,
    addNodes,
    addScale,
    addStatus,
    addExportMetrics,
  ])
    add(program, terminal, openPorts);
  try {
    await program.parseAsync(words, { from: 'user' });
    return { exitStatus: terminal.exitStatus, text: plain(text) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { exitStatus: error.exitStatus, text: plain(`${text}error: ${error.message}\n`) };
  }
}

/** Without colours, which a test's environment may switch on. */
function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

/** A group as a team runs it before anybody told them of Spillway: nothing protects its data. */
export function aPlainGroup(changes: Partial<WorldGroup> = {}): WorldGroup {
  return {
    name: GROUP,
    minSize: 1,
    maxSize: 6,
    desiredCapacity: 3,
    readyNodeCount: 3,
    memory: { bytesPerRow: 4096 },
    segments: [
      { startMs: START_MS, endMs: START_MS + 240 * MINUTE_MS, messages: 240 * FULL_RATE_PER_MINUTE },
    ],
    ...changes,
  };
}
