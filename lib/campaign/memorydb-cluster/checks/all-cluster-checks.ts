// All checks of a cluster's run, safety first.
import { unexpectedError } from '../../checks/unexpected-error.ts';
import { unlooked } from '../../checks/unlooked.ts';
import { changeDoubled, changeLost, clusterDuplicateActed, triedAgain } from './changes-kept.ts';
import type { CreateClusterCheck } from './cluster-check.ts';
import { clusterNotRecovered } from './cluster-not-recovered.ts';
import { clusterAttentionMissing } from './cluster-truths.ts';
import { fullAvoidable } from './full-avoidable.ts';
import { callInBadState, touchedUnasked } from './legal-calls.ts';
import { removedUnfit } from './removed-unfit.ts';

export const ALL_CLUSTER_CHECKS: readonly CreateClusterCheck[] = [
  removedUnfit,
  callInBadState,
  touchedUnasked,
  changeLost,
  changeDoubled,
  clusterDuplicateActed,
  triedAgain,
  fullAvoidable,
  unlooked,
  unexpectedError,
  clusterAttentionMissing,
  clusterNotRecovered,
];
