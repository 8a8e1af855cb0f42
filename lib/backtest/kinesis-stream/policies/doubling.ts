// The rules of AWS's published sample, "Kinesis Data Streams Auto Scaling": two alarms on the larger of bytes and records
// as a share of what the shards take, over periods of five minutes. Up: five of five at 75 % or more, the shards double.
// Down: 57 of 60 below 25 %, they halve. After a change it writes the new shard count into the alarms' metric math, so what
// was before is measured against the new count too. Its maximum is the scenario's; it knows no budget beyond AWS's answer.
// https://github.com/aws-samples/kinesis-auto-scaling (terraform/scale.tf and stream.tf; golang/scale.go)
import { fewestShards } from '../../../targets/kinesis-stream/domain/limits.ts';
import {
  SHARD_BYTES_PER_SECOND,
  SHARD_RECORDS_PER_SECOND,
} from '../../../targets/kinesis-stream/domain/limits.ts';
import type { StreamMinute } from '../../../targets/kinesis-stream/domain/stream.ts';
import type { Driver, View } from './driver.ts';

const PERIOD_MINUTES = 5;
const UP = { share: 0.75, periods: 5, needed: 5 };
const DOWN = { share: 0.25, periods: 60, needed: 57 };

export function doubling({ min, max }: { readonly min: number; readonly max: number }): Driver {
  return {
    look(view) {
      if (view.isUpdating) return undefined;
      const shares = sharesOf(view);
      const up = shares.slice(-UP.periods).filter((share) => share >= UP.share).length;
      if (up >= UP.needed && view.open < max) return Math.min(max, view.open * 2);
      const lately = shares.slice(-DOWN.periods);
      const down = lately.filter((share) => share < DOWN.share).length;
      if (lately.length === DOWN.periods && down >= DOWN.needed && view.open > min)
        return Math.max(min, fewestShards(view.open));
      return undefined;
    },
  };
}

/** The share used of the open shards in each whole period, oldest first. */
function sharesOf({ minutes, open }: View): readonly number[] {
  const lately = minutes.slice(-PERIOD_MINUTES * DOWN.periods);
  const shares: number[] = [];
  for (let end = lately.length; end >= PERIOD_MINUTES; end -= PERIOD_MINUTES)
    shares.unshift(shareOf(lately.slice(end - PERIOD_MINUTES, end), open));
  return shares;
}

/** What CloudWatch counts is what was taken: refused records are in neither sum. */
function shareOf(minutes: readonly StreamMinute[], open: number): number {
  const sum = (of: 'bytes' | 'records') => minutes.reduce((total, minute) => total + minute[of], 0);
  const seconds = minutes.length * 60;
  return Math.max(
    sum('bytes') / seconds / SHARD_BYTES_PER_SECOND / open,
    sum('records') / seconds / SHARD_RECORDS_PER_SECOND / open,
  );
}
