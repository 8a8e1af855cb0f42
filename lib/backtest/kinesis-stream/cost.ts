// What a run would have cost at the scenario's prices.
import type { Load } from './load.ts';
import type { StreamPolicyChoice, StreamScenario } from './scenario.ts';

/**
 * Provisioned streams are billed by shard-hours and by PUT payload units: each record counts in whole chunks of 25 KB.
 * On-demand streams are billed by the stream's hours and by GB that come in, each record rounded up to whole KB of 1,024
 * bytes: many small records cost more than their bytes. What readers take out, retention and fan-out are left out.
 * https://aws.amazon.com/kinesis/data-streams/pricing/
 */
const PUT_UNIT_BYTES = 25 * 1_024;
const KB = 1_024;
const GB = 1_024 ** 3;

export function costOf(
  { kind }: Pick<StreamPolicyChoice, 'kind'>,
  { prices, bytesPerMessage }: Pick<StreamScenario, 'prices' | 'bytesPerMessage'>,
  load: Load,
  shardHours: number,
): number {
  const chunks = (bytes: number) =>
    bytesPerMessage === undefined
      ? sum(load.bytes) / bytes
      : sum(load.records) * Math.ceil(bytesPerMessage / bytes);
  if (kind === 'on-demand')
    return (
      ((chunks(KB) * KB) / GB) * prices.onDemandPerGbUsd +
      (load.demand.length / 60) * prices.onDemandStreamHourUsd
    );
  return shardHours * prices.shardHourUsd + (chunks(PUT_UNIT_BYTES) / 1e6) * prices.putUnitsPerMillionUsd;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
