// All checks of a stream's run, safety first.
import { unexpectedError } from '../../checks/unexpected-error.ts';
import { unlooked } from '../../checks/unlooked.ts';
import { overBudget, reserveSpent } from './budget.ts';
import { duplicateActed } from './duplicate-acted.ts';
import { ledgerShort } from './ledger-short.ts';
import { callWhileUpdating, illegalRatio, touchedUnasked } from './legal-calls.ts';
import { shrunkBelowLoad } from './shrunk-below-load.ts';
import type { CreateStreamCheck } from './stream-check.ts';
import { streamNotRecovered } from './stream-not-recovered.ts';
import { streamAttentionMissing } from './stream-truths.ts';
import { throttledAvoidable } from './throttled-avoidable.ts';

export const ALL_STREAM_CHECKS: readonly CreateStreamCheck[] = [
  overBudget,
  illegalRatio,
  callWhileUpdating,
  touchedUnasked,
  ledgerShort,
  reserveSpent,
  duplicateActed,
  shrunkBelowLoad,
  throttledAvoidable,
  unlooked,
  unexpectedError,
  streamAttentionMissing,
  streamNotRecovered,
];
