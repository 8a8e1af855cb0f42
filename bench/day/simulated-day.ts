// A trading day on the simulated ports, no wire: reports and a tick each minute, the real cycle and decide. In a process of its
// own, so that its first day is one: most of what that takes is compiling. What it takes later is told beside.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measurement } from '../measurement.ts';
import { median } from '../median.ts';
import type { DayTook } from './one-simulated-day.ts';

const DAYS = 9;
const WARM_UP_DAYS = 30;
const BUDGET = 'under 200 ms';

export async function benchSimulatedDay(): Promise<readonly Measurement[]> {
  const days = await liveThrough(WARM_UP_DAYS + DAYS);
  const day = `24 h, 1,440 ticks, ${days.at(-1)?.nodeCount ?? 0} nodes at the end`;
  return [
    row(`${day}: the first of its process`, days.slice(0, 1), 'reported'),
    row(`the same, median of the first ${DAYS} days`, days.slice(0, DAYS), BUDGET),
    row(
      `the same, median of ${DAYS} days after ${WARM_UP_DAYS} to warm up`,
      days.slice(WARM_UP_DAYS),
      BUDGET,
    ),
  ];
}

function liveThrough(dayCount: number): Promise<readonly DayTook[]> {
  const file = fileURLToPath(new URL('one-simulated-day.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = fork(file, [String(dayCount)]);
    child.once('message', (days) => resolve(days as readonly DayTook[]));
    child.once('exit', (code) => reject(new Error(`the days ended with ${code}, and told nothing`)));
  });
}

function row(what: string, days: readonly DayTook[], budget: string): Measurement {
  const [clock, processor] = [
    median(days.map(({ clockMs }) => clockMs)),
    median(days.map(({ processorMs }) => processorMs)),
  ].map((ms) => ms.toFixed(0));
  return { what, measured: `${clock} ms; ${processor} ms of processor time`, budget };
}
