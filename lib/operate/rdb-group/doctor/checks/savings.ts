// What the group would save: a server that waits from the close until the end of day takes nothing more in. Of its own past
// days it is known how long that is, and its journal has how many waited.
import { DAY_MS, HOUR_MS } from '../../../../core/units.ts';
import { DAY_BUCKET_MS, REST_MS } from '../../../../targets/rdb-group/decide/limits.ts';
import { volumeBetween } from '../../../../targets/rdb-group/decide/past-days.ts';
import type { Assessed } from '../../../../targets/rdb-group/domain/plan.ts';
import type { DayVolume } from '../../../../targets/rdb-group/domain/state.ts';
import type { GroupJournalEntry } from '../../../../targets/rdb-group/ports/group-journal.ts';
import { answered, note } from '../../../doctor/check.ts';
import { tagFix, type Examined, type GroupCheck } from '../group-check.ts';

/** Fewer days than this are chance. */
const DAYS_MIN = 3;

/** What comes after the close is less than this share of the day. */
const REST_SHARE = 0.01;

export const savingChecks: GroupCheck = {
  title: 'savings',
  findings: (examined) => {
    const snapshot = answered(examined.look)?.snapshot;
    if (!snapshot || !examined.policy.ok) return [];
    const { scaleIn, leavesQueue } = examined.policy.policy;
    const canLeave = leavesQueue || snapshot.learned.queue.leftQueueAtMs !== undefined;
    if (scaleIn !== 'scheduled' || !canLeave) return [];
    const evenings = (snapshot.intent?.endOfDaysMs ?? []).flatMap((atMs) =>
      eveningOf(atMs, snapshot.learned.days, examined),
    );
    const meanHours = meanOf(evenings.map(({ idleMs }) => idleMs / HOUR_MS));
    if (evenings.length < DAYS_MIN || meanHours < 1) return [];
    const saved = savedText(evenings, examined.pricePerHourUsd);
    if (saved === undefined) return [];
    const text =
      `spares stay until the end of day, and on the last ${evenings.length} days next to nothing came in the ` +
      `${meanHours.toFixed(1)} h before it. Spares can leave the queue here: retired within the day, ${saved}`;
    return [note('continuous-saves', text, tagFix(examined, 'spillway:scale-in', 'continuous'))];
  },
};

interface Evening {
  /** For how long nothing came that counts, less the hour that a surplus server rests. */
  readonly idleMs: number;
  /** Spares that waited then and could have gone; `undefined` where the journal does not reach back. */
  readonly spares: number | undefined;
}

/** The evening before an end of day; none where nothing is known of the day. */
function eveningOf(endOfDayMs: number, days: readonly DayVolume[], examined: Examined): readonly Evening[] {
  const ofDay = volumeBetween(days, endOfDayMs - DAY_MS, endOfDayMs);
  if (ofDay === 0) return [];
  let sinceMs = endOfDayMs;
  while (volumeBetween(days, sinceMs - DAY_BUCKET_MS, endOfDayMs) < REST_SHARE * ofDay)
    sinceMs -= DAY_BUCKET_MS;
  const idleMs = Math.max(0, endOfDayMs - sinceMs - REST_MS);
  return [{ idleMs, spares: sparesBefore(endOfDayMs, examined) }];
}

/**
 * How many spares the last plan before an end of day left waiting, less those that are kept in any case; `undefined` where the
 * journal has no plan of the 24 hours before it.
 */
function sparesBefore(endOfDayMs: number, { journal, policy, settings }: Examined): number | undefined {
  const last = (answered(journal) ?? [])
    .filter(({ atMs, assessed }) => assessed && atMs < endOfDayMs && atMs >= endOfDayMs - DAY_MS)
    .reduce<GroupJournalEntry | undefined>((a, b) => (a && a.atMs >= b.atMs ? a : b), undefined);
  if (!last?.assessed) return undefined;
  const { sparesHave, roles } = last.assessed;
  const spares = sparesAfter(last, last.assessed);
  const nodes = Object.keys(roles).length + (spares - sparesHave);
  return Math.max(0, Math.min(spares - policy.policy.sparesMin, nodes - settings.group.minSize));
}

/** A plan's entry has what was there before it was carried out. */
function sparesAfter({ kind, reason }: GroupJournalEntry, { sparesHave, sparesWanted }: Assessed): number {
  if (kind === 'scale-out') return Math.max(sparesHave, sparesWanted);
  return reason.code === 'queued-empty' ? sparesHave - 1 : sparesHave;
}

/** What a day would save; `undefined` if nothing: no spare waited that could have gone. */
function savedText(evenings: readonly Evening[], pricePerHourUsd: number | undefined): string | undefined {
  const told = evenings.flatMap(({ idleMs, spares }) => (spares === undefined ? [] : [{ idleMs, spares }]));
  if (told.length === 0) {
    const hours = meanOf(evenings.map(({ idleMs }) => idleMs / HOUR_MS));
    return `each would save about as much a day${moneyOf(hours, pricePerHourUsd)}`;
  }
  const hours = meanOf(told.map(({ idleMs, spares }) => (spares * idleMs) / HOUR_MS));
  if (hours === 0) return undefined;
  const spares = meanOf(told.map((evening) => evening.spares));
  return (
    `they would save about ${hours.toFixed(1)} server-hours a day${moneyOf(hours, pricePerHourUsd)}, ` +
    `by the ${spares.toFixed(1)} that waited in the mean of ${told.length === 1 ? 'the day' : `the ${told.length} days`} that the journal has`
  );
}

function moneyOf(hours: number, pricePerHourUsd: number | undefined): string {
  if (pricePerHourUsd === undefined) return ' (with --price-per-hour this is told in money)';
  return `, $${(hours * pricePerHourUsd).toFixed(2)} at $${pricePerHourUsd} an hour`;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
