// What the stack has whatever happens: metrics that its alarms watch, and dashboards; read from infra/.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Standing } from './bill-of.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly MetricName?: string; readonly Metrics?: readonly unknown[] };
}

/** `probe` or not: its own alarm, its part of the one on throttles, and its secret. */
export function standingOf(way: 'probe' | 'cloudwatch'): Standing {
  const alarms = alarmMetricsIn(read('watching-functions.yml'));
  if (way === 'cloudwatch') return { alarmMetrics: alarms, dashboards: 1, secrets: 0 };
  const own = read('options/probe-on.yml') as { resources: unknown; throttles: { metric: object } };
  return {
    alarmMetrics: alarms + alarmMetricsIn(own.resources) + ('Id' in own.throttles.metric ? 1 : 0),
    dashboards: 1,
    secrets: 1,
  };
}

/** Queries are charged for what they analyse: bill-of.ts. */
function alarmMetricsIn(fragment: unknown): number {
  const { Resources } = fragment as { readonly Resources: Readonly<Record<string, Resource>> };
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, { Properties = {} }) => {
      const { MetricName, Metrics = [] } = Properties;
      const statistics = Metrics.filter(
        (one) => typeof one === 'object' && one !== null && 'MetricStat' in one,
      );
      return sum + (MetricName === undefined ? statistics.length : 1);
    }, 0);
}

function read(file: string): unknown {
  const path = fileURLToPath(new URL(`../../infra/${file}`, import.meta.url));
  return parse(readFileSync(path, 'utf8'), { merge: true });
}
