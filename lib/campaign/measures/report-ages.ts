// How old a report may be that counts, where reports come in time: docs/tags.md.
import { SECOND_MS } from '../../core/units.ts';
import type { Report } from '../../targets/rdb-group/domain/node.ts';

const AGE_LIMIT_MS = { cloudwatch: 150 * SECOND_MS, table: 150 * SECOND_MS, probe: 30 * SECOND_MS } as const;

/** Neither too old, nor from the future. */
export function isInTime({ source, observedAtMs }: Report, nowMs: number): boolean {
  const ageMs = nowMs - observedAtMs;
  return ageMs >= 0 && ageMs <= AGE_LIMIT_MS[source];
}
