// The functions of a run over the emulator: the handlers as Lambda calls them, each with the event that AWS would have sent, on
// the ports of its invocation. An error that a handler throws is what it was for: the targets' own, one for each that failed.
import type { Context } from 'aws-lambda';
import { lambdaHandler, type Serve, type Served, type ServedPorts } from '../../functions/lambda-handler.ts';
import { serveAlarm } from '../../functions/on-alarm.ts';
import { serveLifecycle } from '../../functions/on-lifecycle.ts';
import { serveSchedule } from '../../functions/on-schedule.ts';
import { serveTick } from '../../functions/on-tick.ts';
import {
  eventIdOf,
  remainingTimeOf,
  type GroupFunctions,
  type GroupWork,
} from '../../lib/campaign/drive/group-functions.ts';
import type { Run } from '../../lib/campaign/world/run.ts';
import { buildAlarmEvent } from '../../lib/emulator/alarm-events.ts';
import {
  buildAutoScalingEvent,
  buildScheduleEvent,
  buildTickEvent,
} from '../../lib/emulator/triggers/function-events.ts';
import { FUNCTION_NAMES } from '../../lib/emulator/triggers/function-set.ts';
import type { HandOn } from './hand-on.ts';

/** The handlers, as a run wakes them; and those that take up what others have handed on, each by its event. */
export interface Handlers extends GroupFunctions {
  readonly handedOn: Readonly<Record<'onTick' | 'onSchedule', (event: unknown) => GroupWork>>;
}

/** Each call of a handler is counted by its name. */
export function createHandlers(
  { occur, nowMs }: Pick<Run, 'occur' | 'nowMs'>,
  { endsEarlierMs }: Pick<HandOn, 'endsEarlierMs'>,
): Handlers {
  // Of one invocation each, by the ports that it was given: several are under way at once.
  process.env['POWERTOOLS_LOG_LEVEL'] ??= 'SILENT';
  const portsOf = new WeakMap<object, ServedPorts>();
  const servedOn = new WeakMap<ServedPorts, Served>();

  const handlerOf = (name: string, serve: Serve) => {
    const observed: Serve = async (event, ports, invocation) => {
      const served = await serve(event, ports, invocation);
      servedOn.set(ports, served);
      return served;
    };
    const handler = lambdaHandler(name, observed, (context) => {
      const ports = portsOf.get(context);
      if (!ports) throw new Error(`${name} was called with a context of nobody's`);
      return ports;
    });
    return (event: unknown, requestId = `${name}-${nowMs()}`): GroupWork =>
      async (ports) => {
        occur(`handler: ${name}`);
        const remainingMs = remainingTimeOf(ports);
        const earlierMs = endsEarlierMs(name, event);
        const context = contextOf(name, requestId, () => Math.max(0, remainingMs() - earlierMs));
        const { handOn } = ports;
        const own: ServedPorts = {
          ...ports,
          ...(handOn && {
            nextInvocation: { handOn: async (left: object) => void (await handOn(name, left)) },
          }),
        };
        portsOf.set(context, own);
        try {
          const { results, toldFailures = [] } = await handler(event, context);
          return { results, errors: toldFailures.map(({ error }) => error) };
        } catch (error) {
          const { results = [], failures = [], toldFailures = [] } = servedOn.get(own) ?? {};
          const known = [...failures, ...toldFailures].map((failure) => failure.error);
          return { results, errors: known.length > 0 ? known : [error], failed: true };
        }
      };
  };

  const onAlarm = handlerOf(FUNCTION_NAMES.onAlarm, serveAlarm);
  const onLifecycle = handlerOf(FUNCTION_NAMES.onLifecycle, serveLifecycle);
  const onSchedule = handlerOf(FUNCTION_NAMES.onSchedule, serveSchedule);
  const onTick = handlerOf(FUNCTION_NAMES.onTick, serveTick);
  return {
    alarm: (change) => onAlarm(buildAlarmEvent(change, 'eventbridge')),
    lifecycle: (event) => onLifecycle(buildAutoScalingEvent(event)),
    schedule: ({ atMs, payload }) => onSchedule(buildScheduleEvent({ ...payload }, atMs), eventIdOf(atMs)),
    tick: (ports) => onTick(buildTickEvent(nowMs()))(ports),
    handedOn: { onTick: (event) => onTick(event), onSchedule: (event) => onSchedule(event) },
  };
}

function contextOf(functionName: string, awsRequestId: string, remainingMs: () => number): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'campaign',
    getRemainingTimeInMillis: remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
