// Of what cycles decide, what is worth showing: decisions that acted, and holds that say something new of their target.
import type { Served } from '../../functions/lambda-handler.ts';
import type { CycleResult } from '../../lib/cycle/run-cycle.ts';
import { KINDS } from '../../lib/wiring/kinds.ts';
import type { Decision } from './demo-summary.ts';

/** Remembers the latest decision of each target; told of what was served, it says what is new. */
export function createNewDecisions(): (served: Served, nowMs: number) => readonly Decision[] {
  const latest = new Map<string, Decision>();

  function newOf(result: CycleResult, namePrefix: string, nowMs: number): readonly Decision[] {
    if (result.kind !== 'decided') return [];
    const { kind, reason } = result.plan;
    const group = `${namePrefix}${result.name}`;
    const last = latest.get(group);
    if (kind === 'hold' && last?.kind === 'hold' && last.reason.code === reason.code) return [];
    const decision = { at: new Date(nowMs).toISOString(), group, kind, reason };
    latest.set(group, decision);
    return [decision];
  }

  return ({ results, others = [] }, nowMs) => [
    ...results.flatMap((result) => newOf(result, '', nowMs)),
    ...others.flatMap(({ kind, results: ofKind }) => {
      const namePrefix = KINDS.find(({ many }) => many === kind.many)?.namePrefix ?? '';
      return ofKind.flatMap((result) => newOf(result, namePrefix, nowMs));
    }),
  ];
}
