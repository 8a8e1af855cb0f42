// Reports closer together than a minute: the alarm's period follows, and each report is lost by itself.
import { describe, expect, it } from 'vitest';
import { backtestAlarm } from '../../lib/backtest/run/backtest-alarm.ts';
import { localDays } from '../../lib/backtest/run/local-days.ts';
import { runPolicy } from '../../lib/backtest/run/run-policy.ts';
import { policiesOf } from '../../lib/backtest/scenario/scenario.ts';
import { MINUTE_MS, SECOND_MS } from '../../lib/core/units.ts';
import type { Series } from '../../lib/sim/aws/metric-store.ts';
import type { World } from '../../lib/sim/world.ts';
import { aScenario, aTrace, DAY_START_MS } from './a-scenario.ts';

/** Four messages of a MiB a minute for four hours, onto nodes of a GiB. */
async function runWith(telemetry: { periodSeconds: number; missingPercent?: number }) {
  const trace = aTrace((minute) => (minute < 240 ? 4 : 0));
  const scenario = aScenario({ telemetry });
  const [policy] = policiesOf(scenario);
  if (!policy) throw new Error('the scenario has a policy');
  const alarmsMs: number[] = [];
  let world: World | undefined;
  await runPolicy({
    terms: scenario,
    trace,
    days: localDays(trace, scenario),
    policy,
    watcher: {
      onStart(started) {
        world = started;
        started.onAlarmChange(({ state, atMs }) => state === 'ALARM' && alarmsMs.push(atMs - DAY_START_MS));
      },
    },
  });
  const rows = world?.metrics.list('Spillway', 'Rows') ?? [];
  return { firstAlarmMs: alarmsMs[0] ?? Number.NaN, samples: samplesOf(rows) };
}

/** In the last hour of the run, of all nodes: older ones are forgotten. */
const samplesOf = (series: readonly Series[]) => series.reduce((sum, { atMs }) => sum + atMs.length, 0);

/** 60 % of memory: 595.2 messages, four a minute. */
const CROSSED_MS = (595.2 / 4) * MINUTE_MS;

describe('reports closer together than a minute', () => {
  it.each([1, 10, 15, 30])(
    '%d s apart wake a cycle within half a minute of the crossing',
    async (periodSeconds) => {
      const { firstAlarmMs } = await runWith({ periodSeconds });
      const alarm = backtestAlarm('rdb', periodSeconds);
      const periodMs = alarm.watched.periodSeconds * SECOND_MS;
      expect(alarm.watched.periodSeconds).toBeLessThanOrEqual(30);
      expect(firstAlarmMs).toBeGreaterThan(CROSSED_MS);
      // A sample of a period, complete with it, evaluated at the next look and five seconds later.
      expect(firstAlarmMs).toBeLessThanOrEqual(CROSSED_MS + 2 * periodMs + 15 * SECOND_MS);
    },
  );

  it('a minute apart leave it to the alarm of a minute', async () => {
    const { firstAlarmMs } = await runWith({ periodSeconds: 60 });
    expect((firstAlarmMs / SECOND_MS) % 60).toBe(5);
  });

  it('are each lost by themselves', async () => {
    const all = await runWith({ periodSeconds: 10 });
    const some = await runWith({ periodSeconds: 10, missingPercent: 50 });
    const share = some.samples / all.samples;
    expect(all.samples).toBeGreaterThan(500);
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });
});

describe('the alarm of a backtest', () => {
  it('has the shortest period that CloudWatch allows and each report fills', () => {
    const periodAt = (seconds: number) => backtestAlarm('rdb', seconds).watched.periodSeconds;
    expect([1, 10, 11, 20, 21, 30, 31, 60, 300].map(periodAt)).toEqual([10, 10, 20, 20, 30, 30, 60, 60, 60]);
  });
});
