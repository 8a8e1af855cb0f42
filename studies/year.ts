// `npm run bench:year`: how long a simulated year of one group takes, and whether its memory stays flat.
import { localDays } from '../lib/backtest/run/local-days.ts';
import { parseScenario } from '../lib/backtest/scenario/read-scenario.ts';
import { runPolicy } from '../lib/backtest/run/run-policy.ts';
import { policiesOf } from '../lib/backtest/scenario/scenario.ts';
import { realDays, TIME_ZONE, yearOf } from './harder-days.ts';

const DAYS = 250;
const SAMPLE_DAYS = 50;

const trace = yearOf(await realDays(), DAYS);
const scenario = parseScenario('study', {
  name: 'a year',
  trace: 'in memory',
  endOfDay: '23:59',
  timeZone: TIME_ZONE,
  node: { memoryGiB: 4, pricePerHourUsd: 0.0376, bootSeconds: 60 },
  group: { min: 1, max: 200 },
  policy: { kind: 'lead-time' },
  seed: 1,
});
const days = localDays(trace, scenario).slice(0, DAYS);
const [policy] = policiesOf(scenario);
if (!policy) throw new Error('no policy');

const heapMb: number[] = [];
const startedAtMs = performance.now();
const cpu = process.cpuUsage();
let done = 0;
const { measured } = await runPolicy({
  terms: scenario,
  trace,
  days,
  policy,
  watcher: {
    onDayEnd() {
      done += 1;
      if (done % SAMPLE_DAYS !== 0) return;
      globalThis.gc?.();
      heapMb.push(Math.round(process.memoryUsage().heapUsed / 1e6));
    },
  },
});
const wallSeconds = (performance.now() - startedAtMs) / 1_000;
const { user, system } = process.cpuUsage(cpu);
console.log(
  `${days.length} days at 60 s reports, lead-time policy, ${measured.scaleOuts} scale-outs, ${measured.lateRolls} late rolls`,
);
console.log(`CPU time ${((user + system) / 1e6).toFixed(1)} s, wall time ${wallSeconds.toFixed(1)} s`);
console.log(
  `Heap in use every ${SAMPLE_DAYS} days${globalThis.gc ? ', after collection' : ''}: ${heapMb.join(', ')} MB`,
);
