// What a run would have cost at the scenario's prices.
import type { Load } from './load.ts';
import type { StreamPolicyChoice, StreamScenario } from './scenario.ts';

/**
 * Provisioned streams are billed by shard-hours and by PUT payload units: each record counts in whole chunks of 25 KB.
 * On-demand streams are billed by the stream's hours and by GB of data that come in.
 * https://aws.amazon.com/kinesis/data-streams/pricing/
 */
const PUT_UNIT_BYTES = 25 * 1_024;
const GB = 1024 ** 3;

export function costOf(
  { kind }: Pick<StreamPolicyChoice, 'kind'>,
  { prices, bytesPerMessage }: Pick<StreamScenario, 'prices' | 'bytesPerMessage'>,
  load: Load,
  shardHours: number,
): number {
  const bytes = sum(load.bytes);
  if (kind === 'on-demand')
    return (bytes / GB) * prices.onDemandPerGbUsd + (load.demand.length / 60) * prices.onDemandStreamHourUsd;
  const units =
    bytesPerMessage === undefined
      ? bytes / PUT_UNIT_BYTES
      : sum(load.records) * Math.ceil(bytesPerMessage / PUT_UNIT_BYTES);
  return shardHours * prices.shardHourUsd + (units / 1e6) * prices.putUnitsPerMillionUsd;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
