// The demo's report: the charts show the day as it ran through the handlers; the table beside them puts the
// same trace through the backtest, to compare policies.
import { policyLabel } from '../../lib/backtest/scenario/policy-choice.ts';
import { readTraceOf, runScenario } from '../../lib/backtest/run/run-scenario.ts';
import { scenarioSchema, type Scenario } from '../../lib/backtest/scenario/scenario.ts';
import { policiesOf } from '../../lib/backtest/scenario/scenario.ts';
import type { ReportData, ReportDay } from '../../lib/report/report-data.ts';
import { writeReport } from '../../lib/report/write-report.ts';
import type { Trace } from '../../lib/sim/trace.ts';
import { timeZoneOf } from './collect-demo-day.ts';
import type { DemoOptions } from './demo-options.ts';
import type { DemoSummary } from './demo-summary.ts';
import { NODES_MAX, NODES_MIN, ROLL_THRESHOLD_PERCENT } from './adopted-group.ts';

/** On-demand price of KX's t3a family, US dollars for an hour and a GiB of memory. */
const PRICE_PER_GIB_HOUR_USD = 0.0094;
const BOOT_SECONDS = 60;

/** Writes the report. Rejects where the file cannot be written. */
export async function writeDemoReport(
  file: string,
  demo: { options: DemoOptions; trace: Trace; day: ReportDay; summary: DemoSummary },
): Promise<void> {
  await writeReport(file, await reportOfDemo(demo));
}

async function reportOfDemo(demo: {
  options: DemoOptions;
  trace: Trace;
  day: ReportDay;
  summary: DemoSummary;
}): Promise<ReportData> {
  const { options, trace, day, summary } = demo;
  const scenario = scenarioOf(options, trace, summary);
  const results = await runScenario(scenario, await readTraceOf(scenario, options.traceFile));
  const policies = policiesOf(scenario).flatMap((choice, i) => {
    const result = results[i];
    return result ? [{ ...result, label: policyLabel(choice) }] : [];
  });
  const nodePriceUsd = scenario.node.pricePerHourUsd;
  const oracle = policies.find((row) => row.policy === 'oracle');
  return {
    title: 'One trading day on a local AWS',
    headline: headlineOfDemo(summary),
    subtitle: `The real Lambda handlers through the real AWS SDK; policy ${options.policy}, reports by ${options.reports}, nodes of ${options.nodeMemoryGib} GiB, seed ${options.seed}.`,
    timeZone: timeZoneOf(trace),
    day: { ...day, fixedMemoryBytes: summary.peakNodes * day.nodeMemoryBytes },
    days: [],
    policies,
    costs: [
      { label: 'this day', usd: summary.instanceHours * nodePriceUsd, kind: 'shown' },
      { label: 'fixed server', usd: summary.fixedInstanceHours * nodePriceUsd, kind: 'fixed' },
      ...(oracle ? [{ label: 'oracle', usd: oracle.costUsd, kind: 'oracle' } as const] : []),
    ],
    notes: [
      'The charts show the day as it ran through the handlers, scale-in after midnight included. The table puts the same trace through the backtest, midnight to midnight.',
      `Prices: $${PRICE_PER_GIB_HOUR_USD} an hour for each GiB, as of the t3a family in KX's paper.`,
    ],
  };
}

/** What went wrong comes first, and then nothing is praised. */
function headlineOfDemo(summary: DemoSummary): string {
  const { instanceHours, fixedInstanceHours, lateRolls, terminatedWithData } = summary;
  if (lateRolls + terminatedWithData > 0)
    return `The day had ${terminatedWithData} servers terminated with data and ${lateRolls} late rolls, in ${instanceHours.toFixed(1)} instance-hours.`;
  const savedPercent = Math.round(100 * (1 - instanceHours / fixedInstanceHours));
  const hours = `${Math.abs(savedPercent)} % ${savedPercent < 0 ? 'more' : 'fewer'} instance-hours`;
  return `${hours} than one fixed server of equal peak memory, with a spare waiting at every roll and no server that held data terminated.`;
}

/** The demo's day as a scenario; the demo's policy first. */
function scenarioOf(options: DemoOptions, trace: Trace, { peakNodes }: DemoSummary): Scenario {
  const threshold = {
    kind: 'threshold',
    scaleThresholdPercent: 60,
    rollThresholdPercent: ROLL_THRESHOLD_PERCENT,
  } as const;
  const leadTime = { kind: 'lead-time', rollThresholdPercent: ROLL_THRESHOLD_PERCENT } as const;
  const oracle = { kind: 'oracle', rollThresholdPercent: ROLL_THRESHOLD_PERCENT } as const;
  return scenarioSchema.parse({
    name: 'demo',
    trace: options.traceFile,
    bytesPerMessage: options.bytesPerMessage,
    endOfDay: '23:59',
    timeZone: timeZoneOf(trace),
    node: {
      memoryGiB: options.nodeMemoryGib,
      pricePerHourUsd: options.nodeMemoryGib * PRICE_PER_GIB_HOUR_USD,
      bootSeconds: BOOT_SECONDS,
    },
    group: { min: NODES_MIN, max: NODES_MAX },
    policies: options.policy === 'lead-time' ? [leadTime, threshold, oracle] : [threshold, leadTime, oracle],
    fixed: {
      memoryGiB: peakNodes * options.nodeMemoryGib,
      pricePerHourUsd: peakNodes * options.nodeMemoryGib * PRICE_PER_GIB_HOUR_USD,
    },
    seed: options.seed,
  });
}
