// The local AWS: starts the wire server over a simulated world, and hands the world's alarms, lifecycle
// events, ticks and schedules to the functions. Time moves only when the world is run: each function is
// awaited before it moves on.
// Next: wire/server.ts (requests), trigger-functions.ts (events), action-table.ts (what is supported).
import type { World } from '../sim/world.ts';
import type { AlarmChannel } from './alarm-events.ts';
import { createCallLog, type CallLogOptions, type RecordedCall } from './call-log.ts';
import {
  createDelivery,
  type AsyncTerms,
  type DeadLetter,
  type DeliveryFaultOrder,
  type FailedAttempt,
} from './triggers/deliver-event.ts';
import { parseEmf } from './emf.ts';
import { callerNames, type EmulatorFunctions, functionsByName } from './triggers/function-set.ts';
import { autoScalingActions } from './services/auto-scaling/auto-scaling.ts';
import { cloudWatchActions } from './services/cloudwatch/cloudwatch.ts';
import { ec2Actions } from './services/ec2-actions.ts';
import { eventBusActions, type PutEvent } from './services/event-bus.ts';
import { invokeActions } from './services/invoke.ts';
import { DATAPOINTS_PAGE_MAX } from './services/cloudwatch/metric-actions.ts';
import { kinesisActions } from './services/kinesis/kinesis.ts';
import { memoryDbActions } from './services/memorydb/memorydb.ts';
import { scheduleActions } from './services/schedules.ts';
import { entranceActions } from './services/stack/entrances.ts';
import { functionSettingActions } from './services/stack/function-settings.ts';
import { functionVersionActions } from './services/stack/function-versions.ts';
import { logActions } from './services/stack/logs.ts';
import { managedPolicyActions } from './services/stack/managed-policies.ts';
import { queueActions } from './services/stack/queues.ts';
import { templateActions } from './services/stack/templates.ts';
import { topicActions } from './services/stack/topics.ts';
import { roleActions } from './services/stack/roles.ts';
import { createSessions } from './services/stack/sessions.ts';
import { ruleActions } from './services/stack/rules.ts';
import { type EmulatedSecret, secretActions } from './services/secrets.ts';
import { taggingActions } from './services/tagging/get-resources.ts';
import { startWorldCaches, type CacheServersOptions, type WorldCaches } from './caches/world-caches.ts';
import { createDeadLetterQueue } from './stack/dead-letter-queue.ts';
import { createEmulatedStack, type StackOptions } from './stack/emulated-stack.ts';
import { whyUnpublished } from './stack/topics.ts';
import { letsRuleIn } from './stack/entrances.ts';
import { handing, type RuleId } from './stack/event-rules.ts';
import { stackAlarms } from './stack/stack-alarms.ts';
import { publishStackMetrics, type StackMetrics } from './stack/stack-metrics.ts';
import { createStateTable } from './state-table.ts';
import { scheduleRecords, type EmulatedSchedule, triggerFunctions } from './triggers/trigger-functions.ts';
import {
  loopbackAddressOf,
  startWorldRdbs,
  type RdbServersOptions,
  type WorldRdbs,
} from './rdbs/world-rdbs.ts';
import { startWorldQueues, type WorldQueues } from './queue/world-queues.ts';
import { createDynamoDb } from './wire/dynamodb.ts';
import { createReadItem, type ReadItem } from './wire/read-item.ts';
import { withWrittenItems } from './wire/written-items.ts';
import { type AnswerFirst, type Handlers, startWireServer } from './wire/server.ts';
import { createWireFaults, type FaultOrder, type InjectedFault } from './wire/wire-faults.ts';

export interface EmulatorOptions extends CallLogOptions {
  readonly world: World;
  /** May also be set once the endpoint is known: `setFunctions`. */
  readonly functions?: EmulatorFunctions;
  /** Created at the start; none for `null`, to try a table that is missing. */
  readonly stateTable?: string | null;
  /** A schedule expression; `rate(1 minute)` by default; none for `null`. */
  readonly tick?: string | null;
  readonly schedules?: readonly EmulatedSchedule[];
  /** How alarms reach `onAlarm`; `eventbridge` by default. */
  readonly alarmChannel?: AlarmChannel;
  /**
   * Events of one moment: `in-turn` (default; the same seed gives the same day) or `at-once` (several
   * functions run side by side, as on AWS).
   */
  readonly deliveries?: 'in-turn' | 'at-once';
  /** How events that wait for a function are handed over; by default as Lambda does where nothing is set. */
  readonly asynchronous?: AsyncTerms;
  /** Secrets Manager: by name. */
  readonly secrets?: Readonly<Record<string, EmulatedSecret>>;
  /** The world's RDBs answer q IPC, each at the address that EC2 tells; off by default. */
  readonly rdbServers?: RdbServersOptions;
  /** The world's tickerplants and RDBs speak the queue's messages with each other, on sockets; off by default. */
  readonly queues?: true;
  /** The clusters that the world has at the start speak RESP, without TLS; off by default. */
  readonly cacheServers?: CacheServersOptions;
  /** Datapoints of one GetMetricData page; AWS's 100,800 by default. */
  readonly datapointsPageMax?: number;
  /**
   * With it the functions are those of a deployed stack: with the alarms that tell somebody, with what Lambda and SQS publish of
   * them, and with the tick among the schedules. Without it they answer to their own names alone.
   */
  readonly stack?: StackOptions;
  /** Lines of one FilterLogEvents page; AWS's 10,000 by default. */
  readonly logEventsPageMax?: number;
  /** Whoever signs with no function's key calls from outside, whichever function is running. */
  readonly outsiders?: true;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Asked before AWS's services are: answers what is no call of theirs. */
  readonly answerFirst?: AnswerFirst;
}

export const STATE_TABLE = 'spillway-state';
export const TICK = 'rate(1 minute)';

/** Functions answer to their own names. */
const NO_STACK: StackOptions = { name: '', version: '0.0.0' };

export interface Emulator {
  /** For `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly setFunctions: (functions: EmulatorFunctions) => void;
  /** Invokes a function by Lambda's name of it (`on-tick`), and waits for it: as by hand from the console. */
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /** Lets time pass in the world; resolves when all that was due by then is done, functions included. */
  readonly runUntil: (untilMs: number) => Promise<void>;
  /** Calls per action: `{ SetDesiredCapacity: 3 }`. */
  readonly awsCalls: () => Readonly<Record<string, number>>;
  /** Every call: who, which action, with what. */
  readonly calls: () => readonly RecordedCall[];
  readonly resetCalls: () => void;
  /** Functions that are running now, by Lambda's names of them. */
  readonly running: () => readonly string[];
  /** An item of the emulated DynamoDB as it stands, read past the wire: no call, and no fault. */
  readonly readItem: ReadItem;
  /** Events put on the bus with PutEvents. */
  readonly events: readonly PutEvent[];
  readonly deadLetters: () => readonly DeadLetter[];
  /** Attempts of functions that threw, retried ones included. */
  readonly failedAttempts: () => readonly FailedAttempt[];
  readonly injectWireFault: (order: FaultOrder) => InjectedFault;
  readonly clearWireFaults: () => void;
  readonly injectDeliveryFault: (order: DeliveryFaultOrder) => void;
  /** Takes a line that a function logged; its embedded metrics, if any, become the world's. */
  readonly takeEmf: (line: string) => void;
  /** The same of a function, by Lambda's name of it, in whose log the line then stands. */
  readonly takeLine: (functionName: string, line: string) => void;
  /** With `rdbServers`. */
  readonly rdbs: WorldRdbs | undefined;
  /** With `queues`. */
  readonly queues: WorldQueues | undefined;
  /** With `cacheServers`. */
  readonly caches: WorldCaches | undefined;
  /** Stops listening and triggering; again is no harm. */
  readonly stop: () => Promise<void>;
}

/** Starts the emulator on a loopback port. Nothing runs until the world's time moves or a request comes. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { world, stateTable = STATE_TABLE } = options;
  const { clock, metrics } = world;
  const callLog = createCallLog(options);
  const faults = createWireFaults();
  const tables = createDynamoDb();
  const dynamoDb = stateTable === null ? tables : withWrittenItems(tables, { world, tableName: stateTable });
  const events: PutEvent[] = [];
  const stack = createEmulatedStack(options.stack ?? NO_STACK, clock);
  let stackMetrics: StackMetrics | undefined;
  const delivery = createDelivery({
    ...options.asynchronous,
    functions: functionsByName(options.functions ?? {}),
    clock,
    onRun: (functionName, run) => stackMetrics?.invoked(functionName, run),
  });
  const deadLetters = createDeadLetterQueue({ deadLetters: delivery.deadLetters, nowMs: clock.nowMs });
  const tick = options.tick === undefined ? TICK : options.tick;
  const schedules = scheduleRecords(options.schedules ?? [], {
    createdAtMs: clock.nowMs(),
    tick: options.stack ? tick : null,
    nameOf: stack.nameOf,
  });
  const sessions = createSessions(stack);
  const callerOf = callerNames({
    running: options.outsiders ? () => [] : delivery.running,
    sessionOf: sessions.callerOf,
  });
  if (stateTable !== null) await createStateTable(dynamoDb, stateTable);
  const rdbs = options.rdbServers && (await startWorldRdbs(world, options.rdbServers));
  const queues = options.queues && (await startWorldQueues(world));
  const caches = options.cacheServers && (await startWorldCaches(world.memoryDb, options.cacheServers));

  const handlers: Handlers = {
    autoscaling: autoScalingActions(world.autoScaling),
    ec2: ec2Actions(world, world.autoScaling.failInstance, rdbs ? loopbackAddressOf : undefined),
    cloudwatch: cloudWatchActions(
      world,
      { datapointsPageMax: options.datapointsPageMax ?? DATAPOINTS_PAGE_MAX },
      (topicArn) => whyUnpublished(stack.topics, topicArn),
    ),
    events: { ...eventBusActions(events), ...ruleActions(stack.rules) },
    scheduler: scheduleActions(schedules),
    lambda: {
      ...invokeActions(delivery, stack),
      ...functionSettingActions(stack, delivery),
      ...entranceActions(stack, delivery),
      ...functionVersionActions(stack, delivery, options.asynchronous?.settingsOf),
    },
    iam: { ...roleActions(stack, delivery), ...managedPolicyActions(stack) },
    sts: sessions.actions,
    sqs: queueActions(stack, deadLetters),
    sns: topicActions(stack),
    cloudformation: templateActions(stack, stateTable),
    logs: logActions(stack, options.logEventsPageMax),
    secretsmanager: secretActions(new Map(Object.entries(options.secrets ?? {}))),
    kinesis: kinesisActions(world.kinesis),
    memorydb: memoryDbActions(world.memoryDb, caches?.portOf),
    tag: taggingActions(world),
  };
  const server = await startWireServer(
    {
      ...{ handlers, dynamoDb, callLog, faults, gate: world.calls, nowMs: clock.nowMs, callerOf },
      ...(options.answerFirst && { answerFirst: options.answerFirst }),
    },
    options.port ?? 0,
  ).catch(async (error: unknown) => {
    // Without its port nothing of it may go on listening: whoever started it could not end.
    await rdbs?.stop();
    await queues?.stop();
    await caches?.stop();
    throw error;
  });
  const telling = options.stack ? stackAlarms(stack) : [];
  for (const alarm of telling) world.alarms.put(alarm);
  if (options.stack)
    stackMetrics = publishStackMetrics({
      ...{ stack, metrics, clock },
      waitingCount: deadLetters.waitingCount,
    });
  const stopTriggers = triggerFunctions({
    world,
    delivery,
    tick,
    schedules: options.schedules ?? [],
    alarmChannel: options.alarmChannel ?? 'eventbridge',
    deliveries: options.deliveries ?? 'in-turn',
    tellingAlarms: new Set(telling.map(({ alarmName }) => alarmName)),
    isHanded: (rule: RuleId, ownName) => {
      const arn = handing(stack.rules, rule, stack.arnOf(ownName));
      return !options.stack || (arn !== undefined && letsRuleIn(stack.entrances.get(ownName), arn));
    },
    isEnabled: (scheduleName) => schedules.find(({ name }) => name === scheduleName)?.isEnabled ?? true,
  });
  const takeEmf = (line: string) => {
    for (const { namespace, metricName, dimensions, value } of parseEmf(line))
      metrics.put(metrics.open(namespace, metricName, dimensions), { atMs: clock.nowMs(), value });
  };

  return {
    endpoint: server.endpoint,
    setFunctions: (functions) => delivery.setFunctions(functionsByName(functions)),
    invoke: delivery.run,
    runUntil: world.runUntil,
    awsCalls: callLog.counts,
    calls: callLog.calls,
    resetCalls: callLog.reset,
    running: delivery.running,
    readItem: createReadItem(dynamoDb),
    events,
    deadLetters: delivery.deadLetters,
    failedAttempts: delivery.failedAttempts,
    injectWireFault: faults.inject,
    clearWireFaults: faults.clear,
    injectDeliveryFault: delivery.injectFault,
    takeEmf,
    takeLine: (functionName, line) => {
      takeEmf(line);
      if (options.stack) stack.log.write(functionName, line);
    },
    rdbs,
    queues,
    caches,
    stop: async () => {
      stopTriggers();
      stackMetrics?.stop();
      await rdbs?.stop();
      await queues?.stop();
      await caches?.stop();
      await server.stop();
    },
  };
}
