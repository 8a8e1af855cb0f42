// Spillway itself: learn, decide, whyUnsafe and remember as they are deployed, with readers that keep up.
import { NOTHING_LEARNED, type Learned } from '../../../targets/kinesis-stream/domain/learned.ts';
import type { Question } from '../../../targets/kinesis-stream/domain/plan.ts';
import type { StreamPolicy } from '../../../targets/kinesis-stream/domain/policy.ts';
import { decide } from '../../../targets/kinesis-stream/decide/decide.ts';
import { learn } from '../../../targets/kinesis-stream/decide/learn/learn.ts';
import { remember } from '../../../targets/kinesis-stream/decide/learn/remember.ts';
import { whyUnsafe } from '../../../targets/kinesis-stream/decide/why-unsafe.ts';
import type { Calendar } from '../../../core/calendar.ts';
import { APPLIED, type Outcome } from '../../../core/outcome.ts';
import type { Driver, View } from './driver.ts';

/** As much as a look reads of CloudWatch. */
const MINUTES_READ = 60;

export function planner(given: { readonly policy: StreamPolicy; readonly calendar: Calendar }): Driver {
  let learned: Learned = NOTHING_LEARNED;
  let nextLookAtMs = Number.NEGATIVE_INFINITY;
  return {
    nextLookAtMs: () => nextLookAtMs,
    look(view) {
      const stream = streamOf(view);
      learned = learn(learned, stream, view.nowMs);
      const question: Question = {
        stream,
        policy: { ok: true, policy: given.policy },
        learned,
        calendar: given.calendar,
        nowMs: view.nowMs,
      };
      const plan = decide(question);
      nextLookAtMs = plan.nextLookAtMs;
      const [first] = plan.actions;
      return first && whyUnsafe(first.action, question) === undefined ? first.action.shards : undefined;
    },
    answered(shards, answer, view) {
      const outcome: Outcome =
        answer === 'taken' ? APPLIED : { kind: 'rejected', code: answer, message: answer };
      const done = {
        action: { kind: 'set-shards' as const, shards },
        outcome,
        atMs: view.nowMs,
        ...(answer === 'spent' && { refusedFor: 'changes-spent' as const }),
      };
      learned = remember(learned, [done], view.open);
    },
  };
}

function streamOf({ open, isUpdating, minutes }: View): Question['stream'] {
  return {
    name: 'backtest',
    capacityMode: 'provisioned',
    status: isUpdating ? 'updating' : 'active',
    openShards: open,
    minutes: minutes.slice(-MINUTES_READ),
    consumerLagMs: 0,
    tags: {},
  };
}
