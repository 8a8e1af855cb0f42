// Learns with how many rows memory comes to what: a vector of kdb+ that is full doubles at the same number of rows on a
// server of any size. So what larger servers have shown foretells the jump that takes a smaller one past its roll threshold,
// before any of its size was seen to roll. Who asks: ../filling/read-filling.ts.
//
//   memory │          ┌──── 84 %             one report with 34,000 rows had 40 %, the next, with 35,000, had 64 %:
//          │     ┌────┘ 64 %                 a step { used: 64 %, afterRows: 34,000, byRows: 35,000 }
//          │ ────┘ 40 %
//          └────────────────────▶ rows
import type { Report } from '../../../domain/node.ts';
import type { GroupLearned, MemoryStep } from '../../../domain/state.ts';
import { GROWTH_NOISE_SHARE } from '../../limits.ts';

/** Steps closer together than this share of memory are one: what grows by so little is seen to grow. */
const STEP_SHARE = 0.03;

/** The highest are kept. */
const STEPS_MAX = 16;

/** Whether memory jumps at all is seen after its first jump: until then the latest are enough. */
const STEPS_BEFORE_JUMPS_MAX = 4;

/** Steps with the reports of live nodes taken in, by rising rows and memory; the same ones where nothing is new. */
export function learnMemorySteps(
  known: readonly MemoryStep[],
  { nodes }: GroupLearned,
  { news, growsInJumps }: { readonly news: readonly Report[]; readonly growsInJumps: boolean },
): readonly MemoryStep[] {
  const seen = new Map<string, Held>();
  let steps = known;
  for (const { instanceId, live, rows, memory } of news) {
    if (live !== true || rows === undefined || memory?.unit !== 'bytes') continue;
    const { last, memory: learned } = nodes[instanceId] ?? {};
    const before = seen.get(instanceId) ?? { rows: last?.rows, used: learned?.used, total: learned?.total };
    const { used, total } = memory;
    seen.set(instanceId, { rows, used, total });
    steps = withoutDisproved(steps, rows, used + GROWTH_NOISE_SHARE * total);
    const hasStepped =
      before.rows !== undefined &&
      before.rows > 0 &&
      before.used !== undefined &&
      before.total === total &&
      before.rows <= rows &&
      before.used + GROWTH_NOISE_SHARE * total <= used;
    if (hasStepped)
      steps = withStep(steps, { used, afterRows: before.rows, byRows: rows }, STEP_SHARE * total);
  }
  const most = growsInJumps ? STEPS_MAX : STEPS_BEFORE_JUMPS_MAX;
  return steps.length > most ? steps.slice(-most) : steps;
}

/** What a node held when it last said so; `total` in bytes. */
interface Held {
  readonly rows: number | undefined;
  readonly used: number | undefined;
  readonly total: number | undefined;
}

/** A node has so many rows with so little memory: what took more, as a query does for a while, was no step. */
function withoutDisproved(
  steps: readonly MemoryStep[],
  rows: number,
  usedAtMost: number,
): readonly MemoryStep[] {
  const isDisproved = (step: MemoryStep) => step.byRows <= rows && step.used > usedAtMost;
  return steps.some(isDisproved) ? steps.filter((step) => !isDisproved(step)) : steps;
}

function withStep(steps: readonly MemoryStep[], step: MemoryStep, apart: number): readonly MemoryStep[] {
  if (steps.some(({ byRows, used }) => byRows <= step.byRows && used > step.used - apart)) return steps;
  const before = steps.filter(({ byRows }) => byRows <= step.byRows);
  // What needed more rows to come to less says nothing beside it.
  const after = steps.filter(({ byRows, used }) => byRows > step.byRows && used > step.used);
  return [...before, step, ...after];
}
