// All lists of mutants, by area.
import { ATTENTION_MUTANTS } from './attention.ts';
import { CLUSTER_MUTANTS } from './clusters.ts';
import { CYCLE_MUTANTS } from './cycle.ts';
import { DRILL_MUTANTS } from './drills.ts';
import { FILLING_MUTANTS } from './filling.ts';
import { FINSPACE_MUTANTS } from './finspace.ts';
import { HOOK_MUTANTS } from './hooks.ts';
import { KDB_MUTANTS } from './kdb.ts';
import { LEARNING_MUTANTS } from './learning.ts';
import { LOOKING_MUTANTS } from './looking.ts';
import { LOCAL_MUTANTS } from './local.ts';
import type { Mutant } from './mutant.ts';
import { PROOF_MUTANTS } from './proof.ts';
import { QUEUE_MUTANTS } from './queue.ts';
import { REPORT_MUTANTS } from './reports.ts';
import { ROUTING_MUTANTS } from './routing.ts';
import { SCHEDULE_MUTANTS } from './schedule.ts';
import { SPARES_MUTANTS } from './spares.ts';
import { STACK_MUTANTS } from './stack.ts';
import { STORE_MUTANTS } from './store.ts';
import { STREAM_MUTANTS } from './streams.ts';

export const ALL_MUTANTS: readonly Mutant[] = [
  ...ATTENTION_MUTANTS,
  ...CLUSTER_MUTANTS,
  ...CYCLE_MUTANTS,
  ...DRILL_MUTANTS,
  ...FILLING_MUTANTS,
  ...FINSPACE_MUTANTS,
  ...HOOK_MUTANTS,
  ...KDB_MUTANTS,
  ...LEARNING_MUTANTS,
  ...LOCAL_MUTANTS,
  ...LOOKING_MUTANTS,
  ...PROOF_MUTANTS,
  ...QUEUE_MUTANTS,
  ...REPORT_MUTANTS,
  ...ROUTING_MUTANTS,
  ...SCHEDULE_MUTANTS,
  ...SPARES_MUTANTS,
  ...STACK_MUTANTS,
  ...STORE_MUTANTS,
  ...STREAM_MUTANTS,
];
