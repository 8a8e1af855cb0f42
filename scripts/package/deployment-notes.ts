// What somebody who deploys should know of the settings, and no mistake stops for: printed after packaging.
import { reservedConcurrency } from '../../lib/settings/settings.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { GROUP_METRIC_UNITS, NODE_METRIC_UNITS } from '../../lib/targets/rdb-group/ports/group-metrics.ts';

/**
 * What Lambda leaves to functions that reserve nothing.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const UNRESERVED_MIN = 100;

/** Whole sentences, those that ask for something to be done last. */
export function deploymentNotes(settings: Settings): readonly string[] {
  return [quotaNote(settings), topicNote(settings), metricsNote(settings), secretsNote(settings)].flatMap(
    (note) => note ?? [],
  );
}

/** What the account's quota of concurrent runs must at least be; 0 where nothing is reserved. */
export function concurrencyQuotaMin(settings: Settings): number {
  const counts = reservedConcurrency(settings);
  if (!counts) return 0;
  const { probe, ...others } = counts;
  const sum = Object.values(others).reduce(
    (total, count) => total + count,
    settings.probe.enabled ? probe : 0,
  );
  return sum + UNRESERVED_MIN;
}

function quotaNote(settings: Settings): string | undefined {
  const quota = concurrencyQuotaMin(settings);
  if (quota === 0) return undefined;
  return (
    `The functions reserve ${quota - UNRESERVED_MIN} concurrent runs: the account's Lambda quota must be at least ${quota}. ` +
    'A new account has 10; set reservedConcurrency: false until it is raised.'
  );
}

function topicNote({ notifications }: Settings): string | undefined {
  const { topicArn } = notifications;
  if (topicArn === undefined) return undefined;
  const account = topicArn.split(':')[4] ?? '';
  return (
    `Alarms go to a topic of account ${account}: its policy must let cloudwatch.amazonaws.com of the stack's account ` +
    'publish, and if it is encrypted, its key too (docs/deploy.md, "A topic of yours").'
  );
}

function secretsNote({ probe }: Settings): string | undefined {
  if (!probe.enabled || probe.secretOwners === 'enforce') return undefined;
  return (
    'Any group may use any secret under spillway/. Let each secret name its groups (tag spillway:groups), see that ' +
    '`spillway doctor` finds none that is used by others, then set probe.secretOwners: enforce.'
  );
}

/** A metric of ours, dollars a month. https://aws.amazon.com/cloudwatch/pricing/ */
const METRIC_USD = 0.3;
/** Of a group: all but the one that the alarm watches. */
const GROUP_METRICS = Object.keys(GROUP_METRIC_UNITS).length - 1;
const NODE_METRICS = Object.keys(NODE_METRIC_UNITS).length;
const SERVERS = 3;

function metricsNote({ metrics, probe }: Settings): string | undefined {
  if (metrics === 'lean') return undefined;
  const count = GROUP_METRICS + (probe.enabled ? SERVERS * NODE_METRICS : 0);
  const servers = probe.enabled ? ` of ${SERVERS} servers that the probe reads` : '';
  return (
    `metrics: lean would save about $${(count * METRIC_USD).toFixed(2)} a month for each group${servers}: ${count} metrics that ` +
    'no alarm watches. status, explain and the log have their numbers all the same; graphs of the past end.'
  );
}
