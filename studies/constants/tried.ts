// The constants of the policy, and what each is tried against. A constant in the code is changed in a copy of its file; one that
// owners set by a tag is told to the policy.

/** One value, instead of the one that stands in the code. */
interface InCode {
  readonly file: string;
  /** Found exactly once. */
  readonly find: string;
  /** What stands there instead, by the value's name in the table. */
  readonly instead: Readonly<Record<string, string>>;
}

interface ByTag {
  /** What a scenario tells the policy, by the value's name in the table. */
  readonly told: Readonly<Record<string, object>>;
}

export type Constant = {
  /** As the table's heading says it. */
  readonly name: string;
  /** The value that it has. */
  readonly now: string;
  readonly means: string;
} & (InCode | ByTag);

const DECIDE = 'lib/targets/rdb-group/decide';
const LIMITS = `${DECIDE}/limits.ts`;
const ARRIVALS = `${DECIDE}/filling/arrivals.ts`;
const STREAM_RATE = `${DECIDE}/filling/stream-rate.ts`;

/** Changes the value of `const name = now` to each of the others, which are written as code. */
function inCode(file: string, name: string, now: string, others: readonly string[]): InCode {
  const find = `const ${name} = ${now};`;
  return {
    file,
    find,
    instead: Object.fromEntries(others.map((other) => [other, `const ${name} = ${other};`])),
  };
}

export const CONSTANTS: readonly Constant[] = [
  {
    name: 'Burst factor (`spillway:burst-factor`)',
    now: '3',
    means: 'the first spare is asked for at so many times the busiest minute',
    told: { 1.5: { burstFactor: 1.5 }, 2: { burstFactor: 2 }, 4: { burstFactor: 4 }, 6: { burstFactor: 6 } },
  },
  {
    name: 'Further spares: share of the burst factor’s excess',
    now: '0.25',
    means: 'spares beyond the first are counted at 1 + share × (factor − 1) times the rate',
    ...inCode(ARRIVALS, 'FURTHER_SHARE', '0.25', ['0', '0.5', '1']),
  },
  {
    name: 'Past days’ factor',
    now: '1.5',
    means: 'what past days brought at this hour is allowed for so many times',
    ...inCode(ARRIVALS, 'PAST_FACTOR', '1.5', ['0', '1', '3']),
  },
  {
    name: 'Busiest minute of the last',
    now: '15 min',
    means: 'how far back the busiest minute, and the steady rate, are looked for',
    ...inCode(STREAM_RATE, 'STEADY_MS', '15 * MINUTE_MS', [
      '5 * MINUTE_MS',
      '10 * MINUTE_MS',
      '25 * MINUTE_MS',
    ]),
  },
  {
    name: 'Mean of the last',
    now: '3 min',
    means: 'a storm shows in the rate within this time',
    ...inCode(STREAM_RATE, 'RECENT_MS', '3 * MINUTE_MS', ['1 * MINUTE_MS', '2 * MINUTE_MS', '6 * MINUTE_MS']),
  },
  {
    name: 'Newest minute’s share',
    now: '0.5',
    means: 'what the newest minute alone counts for in the rate',
    ...inCode(STREAM_RATE, 'NEWEST_SHARE', '0.5', ['0', '0.7', '1']),
  },
  {
    name: 'Backstop (`spillway:scale-threshold`)',
    now: '75 %',
    means: 'from this memory on a spare is wanted whatever the rate',
    told: {
      '65 %': { scaleThresholdPercent: 65 },
      '70 %': { scaleThresholdPercent: 70 },
      '79 %': { scaleThresholdPercent: 79 },
    },
  },
  {
    name: 'Margin',
    now: '30 s',
    means: 'added to lead time, tick and the report’s age',
    ...inCode(LIMITS, 'MARGIN_MS', '30 * SECOND_MS', ['0 * SECOND_MS', '60 * SECOND_MS', '120 * SECOND_MS']),
  },
  {
    name: 'Quantile of the lead times',
    now: '0.9',
    means: 'of the group’s own lead times the one that is planned with',
    ...inCode(`${DECIDE}/lead-time.ts`, 'QUANTILE', '0.9', ['0.5', '0.75', '0.99']),
  },
  {
    name: 'Less than what nodes took to say that they wait',
    now: '30 s',
    means: 'taken off the lead time that was learned by CloudWatch',
    ...inCode(`${DECIDE}/lead-time.ts`, 'REPORTED_LATER_MS', '30 * SECOND_MS', [
      '0 * SECOND_MS',
      '60 * SECOND_MS',
    ]),
  },
  {
    name: 'Lead time before any is learned',
    now: '180 s',
    means: 'the default until three launches were seen',
    ...inCode('lib/targets/rdb-group/domain/policy.ts', 'LEAD_TIME_DEFAULT_MS', '180 * SECOND_MS', [
      '60 * SECOND_MS',
      '120 * SECOND_MS',
      '300 * SECOND_MS',
    ]),
  },
  {
    name: 'Looks allow for',
    now: '10 times the rate',
    means: 'how soon a group is looked at again',
    ...inCode(`${DECIDE}/next-look.ts`, 'SURGE_FACTOR', '10', ['3', '5', '20']),
  },
  {
    name: 'Rest after a scale-out, and before the next',
    now: '1 h',
    means: 'a surplus spare is kept for so long, and while one would be wanted again within it',
    ...inCode(LIMITS, 'REST_MS', 'HOUR_MS', [
      '15 * MINUTE_MS',
      '30 * MINUTE_MS',
      '2 * HOUR_MS',
      '4 * HOUR_MS',
    ]),
  },
  {
    name: 'Last spare’s margin (`spillway:last-spare-margin`)',
    now: '1.5',
    means: 'no last spare where past days, times this, say that the live node lasts',
    told: {
      1: { lastSpareMargin: 1 },
      2: { lastSpareMargin: 2 },
      3: { lastSpareMargin: 3 },
      off: { lastSpareMargin: 100 },
    },
  },
  {
    name: 'A day is still ending for',
    now: '15 min',
    means: 'no spare is asked for on the last report of a day that ends',
    ...inCode(`${DECIDE}/last-spare.ts`, 'ENDING_MS', '15 * MINUTE_MS', ['0 * MINUTE_MS', '30 * MINUTE_MS']),
  },
];
