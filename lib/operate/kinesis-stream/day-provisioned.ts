// What an on-demand stream would take if it were provisioned, by its last day: read from CloudWatch, and said in a sentence.
import { DAY_MS, formatDuration } from '../../core/units.ts';
import { valueOf } from '../../ports/settled.ts';
import {
  ifProvisioned,
  type IfProvisioned,
} from '../../targets/kinesis-stream/decide/plan/if-provisioned.ts';
import { denseMinutes } from '../../targets/kinesis-stream/observe/minutes.ts';
import type { StreamPolicy } from '../../targets/kinesis-stream/domain/policy.ts';
import type { StreamPorts } from '../../targets/kinesis-stream/ports/stream-ports.ts';
import type { StreamSummary } from '../../targets/kinesis-stream/ports/streams.ts';

/** Prices are the region's; they are not in this program. */
const PRICES = 'https://aws.amazon.com/kinesis/data-streams/pricing/';

/** Throws `PortError` if CloudWatch gave no complete answer. */
export async function readDayProvisioned(
  { name, createdAtMs }: Pick<StreamSummary, 'name' | 'createdAtMs'>,
  policy: StreamPolicy,
  { demandReader, clock }: Pick<StreamPorts, 'demandReader' | 'clock'>,
): Promise<IfProvisioned> {
  const nowMs = clock.nowMs();
  const fromMs = Math.max(createdAtMs, nowMs - DAY_MS);
  const streams = [{ streamName: name, consumerNames: [], shardIds: [] }];
  const [demand] = await demandReader.readDemand({ streams, fromMs, nowMs });
  const minutes = demand ? valueOf(demand).minutes : [];
  return ifProvisioned(denseMinutes(minutes, { fromMs, nowMs }), policy);
}

/** A sentence without its full stop; in money where it is known what a shard-hour costs, USD. */
export function dayProvisionedText(day: IfProvisioned, pricePerHourUsd?: number): string {
  const { knownMs, shardHoursPlanned, shardHoursAtPeak, shardsAtPeak, changes } = day;
  const planned = `${shardHoursPlanned} shard-hours${moneyOf(shardHoursPlanned)} with ${changes} ${changes === 1 ? 'change' : 'changes'}`;
  const fixed = `${shardHoursAtPeak}${moneyOf(shardHoursAtPeak)} with ${shardsAtPeak} ${shardsAtPeak === 1 ? 'shard' : 'shards'} all the time`;
  const costs =
    pricePerHourUsd === undefined
      ? `what either costs in this region: ${PRICES} (spillway doctor kinesis:NAME --price-per-hour USD tells it in money)`
      : `at $${pricePerHourUsd} a shard-hour, and PUT payload units beside it: ${PRICES}`;
  return `Provisioned, its last ${formatDuration(knownMs)} would have taken about ${planned}, or ${fixed}; ${costs}`;

  function moneyOf(shardHours: number): string {
    return pricePerHourUsd === undefined ? '' : ` ($${(shardHours * pricePerHourUsd).toFixed(2)})`;
  }
}
