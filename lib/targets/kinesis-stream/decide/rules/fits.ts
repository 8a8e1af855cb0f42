// Whether what arrives fits into fewer shards, and the readers keep up: what must be known before any are taken away,
// whoever asks for it.
import type { Operand } from '../../../../core/reason.ts';
import { formatDuration } from '../../../../core/units.ts';
import type { Assessment } from '../assess.ts';
import { CONSUMER_LAG_MAX_MS } from '../limits.ts';

export interface Misfit {
  readonly code: string;
  /** A sentence without its full stop. */
  readonly text: string;
  readonly operands: Readonly<Record<string, Operand>>;
}

/** `undefined` where it fits. */
export function whyNotFit(
  { recent, utilization, policy, question }: Assessment,
  shards: number,
): Misfit | undefined {
  const { consumerLagMs } = question.stream;
  if (!recent.isWhole) return misfit('blind', 'Not all of the last half hour is known');
  if (recent.busiest > shards * utilization)
    return misfit('too-busy', 'The last half hour would not have fitted with headroom', {
      demandBusiest: recent.busiest,
    });
  if (recent.throttledLately > 0)
    return misfit('throttled-lately', 'Records were refused within the last half hour', {
      throttledRecords: recent.throttledLately,
    });
  if (consumerLagMs === undefined && policy.consumers !== 'none')
    return misfit('readers-unknown', 'It is not known whether all readers keep up');
  if (consumerLagMs !== undefined && consumerLagMs > CONSUMER_LAG_MAX_MS)
    return misfit('readers-behind', `A reader is ${formatDuration(consumerLagMs)} behind`, { consumerLagMs });
  return undefined;
}

function misfit(code: string, text: string, operands: Misfit['operands'] = {}): Misfit {
  return { code, text, operands };
}
