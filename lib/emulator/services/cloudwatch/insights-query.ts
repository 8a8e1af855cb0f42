// Metrics Insights, as far as alarms need it: one statistic of one metric, grouped by one dimension.
import type { AlarmSpec } from '../../../sim/aws/alarms.ts';
import type { Statistic } from '../../../sim/aws/metric-store.ts';
import { invalidRequest } from './metric-shapes.ts';

const INSIGHTS_STATISTICS: Readonly<Record<string, Statistic>> = {
  MAX: 'Maximum',
  MIN: 'Minimum',
  AVG: 'Average',
  SUM: 'Sum',
  COUNT: 'SampleCount',
};

// SELECT MAX(m) FROM SCHEMA("ns", dim, …) GROUP BY dim [ORDER BY …]
const INSIGHTS_QUERY =
  /^\s*SELECT\s+(MAX|MIN|AVG|SUM|COUNT)\(\s*"?([\w./-]+)"?\s*\)\s+FROM\s+SCHEMA\(\s*"?([\w./#:-]+)"?\s*,\s*((?:"?\w+"?\s*,\s*)*"?\w+"?)\s*\)\s+GROUP\s+BY\s+"?(\w+)"?(?:\s+ORDER\s+BY\s+.*)?$/is;

/**
 * Reads the one form of Metrics Insights query that is emulated.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export function parseInsightsQuery(expression: string, periodSeconds: number): AlarmSpec['watched'] {
  const [, statName = '', metricName, namespace, names = '', groupBy] = INSIGHTS_QUERY.exec(expression) ?? [];
  const schema = names.replaceAll('"', '').split(/\s*,\s*/);
  const stat = INSIGHTS_STATISTICS[statName.toUpperCase()];
  if (!stat || !metricName || !namespace || !groupBy || !schema.includes(groupBy)) {
    throw invalidRequest(
      `The emulator takes SELECT stat(metric) FROM SCHEMA("namespace", dimension, …) GROUP BY one of them; got ${expression}`,
    );
  }
  const alsoBy = schema.filter((name) => name !== groupBy);
  return {
    kind: 'metrics-insights',
    expression,
    namespace,
    metricName,
    groupBy,
    ...(alsoBy.length > 0 && { alsoBy }),
    stat,
    periodSeconds,
  };
}
