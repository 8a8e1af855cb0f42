// How often each fault and state of clusters must occur: a campaign that never saw one proves nothing about it.
import { FAULT_MIN, tooRareOf } from '../../minimums.ts';
import { CLUSTER_FAULT_NAMES } from './cluster-fault-names.ts';

/** Least occurrences in a thousand days of clusters; faults that are not named have the groups' `FAULT_MIN`. */
const CLUSTER_MINIMUMS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(CLUSTER_FAULT_NAMES.map((name) => [name, FAULT_MIN])),
  'due-ahead': 3,
  'lease-ahead': 3,
  // Events of clusters are alarms alone: most grow before theirs could ring.
  'events-lost': 1,
  'events-late': 1,
  'events-threefold': 1,
  'writes-denied': 3,
  'call: applied grow': 200,
  'call: applied shrink': 100,
  'call: applied replicate': 20,
  'call overtaken': 5,
  'change seen by a later cycle': 200,
  'removal sent': 100,
  'removal ended short': 3,
  'woken by alarm': 10,
  'plan: enough': 1_000,
  'plan: filling': 200,
  'plan: fits': 100,
  'plan: changing': 200,
  'plan: window': 20,
  'plan: blind': 20,
  'plan: refused': 20,
  'plan: at-maximum': 20,
  'invocation failed': 100,
  'cycle: lease-held': 3,
  'trouble: failing': 20,
  'trouble: held': 5,
};

/** Fewer days of clusters than this cannot tell; of so many, one time in a hundred lacked something. */
const CLUSTER_DAYS_TO_TELL = 100;

/** What occurred less often than it must in so many days of clusters, in words; `fromDays`: fewer are not judged. */
export function tooRareOfClusters(
  occurred: Readonly<Record<string, number>>,
  days: number,
  fromDays = CLUSTER_DAYS_TO_TELL,
): readonly string[] {
  return tooRareOf(CLUSTER_MINIMUMS, occurred, { days, fromDays }).map((text) => `of clusters, ${text}`);
}
