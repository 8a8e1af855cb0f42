// Drives a stream's run from its first midnight to its last: ticks wake our functions, and the account's alarm on refused
// records does. Next: ../../drive/wake.ts (how events go astray), interfered-stream-ports.ts (what befalls their calls),
// ../checks (what must hold).
import { runCycle } from '../../../cycle/run-cycle.ts';
import { runTick } from '../../../cycle/triggers/run-tick.ts';
import { MINUTE_MS, SECOND_MS } from '../../../core/units.ts';
import { KINESIS_STREAM } from '../../../targets/kinesis-stream/kinesis-stream.ts';
import type { Target } from '../../../targets/target.ts';
import type { KinesisStream } from '../../../targets/kinesis-stream/kinesis-stream.ts';
import type { StreamPorts } from '../../../targets/kinesis-stream/ports/stream-ports.ts';
import { strikeAtPort } from '../../drive/call-faults.ts';
import { createThreads } from '../../drive/invocation.ts';
import { createWaking } from '../../drive/wake.ts';
import { createRefusals } from '../measures/refusals.ts';
import { disturbStreamBetweenCalls, scheduleStreamPeople } from '../faults/stream-people.ts';
import { setStreamWeather } from '../faults/stream-weather.ts';
import type { EndedStreamInvocation, StreamCheck } from '../checks/stream-check.ts';
import { STREAM_NAME } from '../world/create-stream-day.ts';
import type { StreamRun } from '../world/stream-run.ts';
import { interferedStreamPorts, type StreamInterference } from './interfered-stream-ports.ts';
import { createStreamRunPorts } from './stream-run-ports.ts';

/** Runs all days. `target`: Spillway's own unless told otherwise; the campaign's tests break it. */
export async function runStreamDays(
  run: StreamRun,
  checks: readonly StreamCheck[],
  target: Target<KinesisStream> = KINESIS_STREAM,
): Promise<void> {
  const { world, times } = run;
  const threads = createThreads(world.clock);
  const interference: StreamInterference = {
    run,
    threads,
    ports: await createStreamRunPorts(run, (kinds) => checks.forEach((check) => check.onAttention?.(kinds))),
    strike: strikeAtPort,
    disturbWorld: (call) => disturbStreamBetweenCalls(run, call),
    tellSent: (call) => checks.forEach((check) => check.onSent?.(call)),
    tellLanded: (landed) => checks.forEach((check) => check.onLanded?.(landed)),
    tellRecorded: (...recorded) => checks.forEach((check) => check.onRecorded?.(...recorded)),
  };
  const { deliver, tick } = createWaking<StreamPorts, EndedStreamInvocation>({
    run,
    threads,
    checks,
    begin(frame) {
      const invocation = { ...frame, hasRecorded: false };
      return { invocation, ports: interferedStreamPorts(interference, invocation) };
    },
  });
  onAlarm(run, (eventName) =>
    deliver(
      'alarm',
      async (ports) => ({
        results: [await runCycle(target, { name: STREAM_NAME, trigger: 'alarm' }, ports)],
        errors: [],
      }),
      eventName,
    ),
  );
  setStreamWeather(run);
  scheduleStreamPeople(run);
  tick(async (ports) => {
    const { results, failures } = await runTick(target, ports);
    return { results, errors: failures.map(({ error }) => error) };
  });
  await world.runUntil(times.endMs);
  for (const check of checks) check.onEnd?.();
}

/** CloudWatch evaluates an alarm so long after a minute has been told. */
const EVALUATED_AFTER_MS = 10 * SECOND_MS;

/** The alarm on refused records goes to ALARM with the first minute that has any, and back with the first that has none. */
function onAlarm(run: StreamRun, ring: (eventName: string) => void): void {
  const { stream } = run.options;
  if (!stream.hasAlarm) return;
  const refusals = createRefusals(run);
  const delayMs = stream.metricsDelaySeconds * SECOND_MS + EVALUATED_AFTER_MS;
  let state: 'ALARM' | 'OK' = 'OK';
  const evaluate = (endMs: number): void => {
    if (endMs > run.times.endMs) return;
    run.world.clock.schedule(endMs + delayMs, () => {
      evaluate(endMs + MINUTE_MS);
      const before = state;
      state = refusals().some(({ atMs }) => atMs + MINUTE_MS === endMs) ? 'ALARM' : 'OK';
      if (state === 'ALARM' && before === 'OK') ring(`alarm of ${new Date(endMs).toISOString()}`);
    });
  };
  evaluate(run.times.startMs + MINUTE_MS);
}
