// What our own calls teach: each that may have been carried out spends a change of the day, and a refusal says when to
// try again.
import type { Learned } from '../../domain/learned.ts';
import type { Done } from '../../domain/plan.ts';
import { mayHaveChanged } from '../../../../core/outcome.ts';

/** Pure. `openShards` is what the stream had when it was decided. */
export function remember(learned: Learned, done: readonly Done[], openShards: number): Learned {
  return done.reduce((known, one) => rememberOne(known, one, openShards), learned);
}

function rememberOne(
  known: Learned,
  { action, outcome, atMs, refusedFor }: Done,
  openShards: number,
): Learned {
  const { spentSaidAtMs: _spent, refusedAtMs: _refused, ...changes } = known.changes;
  if (mayHaveChanged(outcome))
    return {
      ...known,
      changes: {
        ...changes,
        ledger: [...changes.ledger, { atMs, by: 'us', to: action.shards }],
        // An unknown outcome may have been a refusal: what was said before still stands.
        ...(outcome.kind === 'unknown' && _spent !== undefined && { spentSaidAtMs: _spent }),
      },
      resharding: { ...known.resharding, under: { atMs, from: openShards, to: action.shards } },
    };
  if (outcome.kind === 'not-sent') return known;
  return {
    ...known,
    changes: {
      ...known.changes,
      ...(refusedFor === 'changes-spent' ? { spentSaidAtMs: atMs } : { refusedAtMs: atMs }),
    },
  };
}
