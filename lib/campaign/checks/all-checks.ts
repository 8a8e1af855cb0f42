// All checks of the campaign, safety first.
import { attentionMissing } from './attention/attention-missing.ts';
import type { CreateCheck } from './check.ts';
import { endedLive } from './ended-live.ts';
import { endedNextInQueue } from './ended-next-in-queue.ts';
import { endedWithData } from './ended-with-data.ts';
import { groupBlocked } from './group-blocked.ts';
import { hookLeftAlone } from './hook-left-alone.ts';
import { lateRollUnshown } from './attention/late-roll-unshown.ts';
import { lateRollAvoidable } from './spares/late-roll.ts';
import { launchesUnbounded } from './spares/launches-unbounded.ts';
import { loweredWithoutProof } from './lowered-without-proof.ts';
import { notRecovered } from './not-recovered.ts';
import { retiredAwake } from './spares/retired-awake.ts';
import { tooManyAtOnce } from './spares/too-many-at-once.ts';
import { rowMissed } from './routing/row-missed.ts';
import { unexpectedError } from './unexpected-error.ts';
import { unlooked } from './unlooked.ts';

export const ALL_CHECKS: readonly CreateCheck[] = [
  endedWithData,
  endedLive,
  endedNextInQueue,
  hookLeftAlone,
  loweredWithoutProof,
  retiredAwake,
  rowMissed,
  lateRollAvoidable,
  launchesUnbounded,
  tooManyAtOnce,
  groupBlocked,
  unlooked,
  unexpectedError,
  attentionMissing,
  lateRollUnshown,
  notRecovered,
];
