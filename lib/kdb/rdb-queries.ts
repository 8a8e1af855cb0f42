// What is asked of an RDB: q texts by name. They read and never write, in one round trip. What they answer
// is checked in read-rdb.ts; docs/kdb.md explains them to the RDB's administrator.
//
// Each answers one dictionary (docs/kdb.md: which types, and what of them must be there):
//   query    the name, so that an answer is never taken for another query's
//   memory   .Q.w[]
//   meminfo  the first bytes of /proc/meminfo ("" where it cannot be read): the server's memory
//   rows     rows by subscribed table
//   tables   how many tables there are at all, so that "no subscribed table" is not taken for "no rows"
//   live, queued ((::): not known), busy, updates (0N: not counted), time
//
// An RDB may say more than its scripts do, by variables of its own: .spillway.tables (symbols),
// .spillway.live, .spillway.queued, .spillway.busy (booleans), .spillway.updates (long), .spillway.memory.
import type { RdbQuery } from '../targets/rdb-group/ports/probe.ts';

/**
 * Subscribed tables, unless `.spillway.tables` lists them: those with a `time` column, which tick.q demands
 * of all it publishes and KX's end of day deletes by, or with `g#` on `sym`, r.q's own mark of them. A
 * reference table with a `time` column is counted too, which keeps a node, and never loses one.
 * Sources: https://github.com/KxSystems/kdb-tick (tick.q, tick/r.q)
 */
const SUBSCRIBED =
  's:(),@[get;`.spillway.tables;{[t;e]t where "b"${(`time in cols x)|`g~@[{attr get[x]`sym};x;`]}each t}[t]]';

/**
 * Zero-length system files are read as pipes: https://code.kx.com/q/kb/named-pipes/ . Where q may not
 * (`-u`, no /proc), the trap answers "" and the heaps alone are known.
 */
const MEMINFO = '@[{h:hopen x;r:@[read1;(h;256);""];hclose h;"c"$r};`:fifo:///proc/meminfo;""]';

/** Where q may not run \\w for a client (`-u`), a timer of the RDB can keep `.spillway.memory:.Q.w[]`. */
const MEMORY = '@[get;`.spillway.memory;{.Q.w[]}]';

interface Roles {
  readonly live: string;
  readonly queued: string;
  readonly busy: string;
  readonly updates: string;
}

/** `more`: what is answered besides, by key. */
const queryText = (name: string, roles: Roles, more: Readonly<Record<string, string>> = {}) =>
  `{[]t:tables\`.;${SUBSCRIBED};` +
  `\`query\`memory\`meminfo\`rows\`tables\`live\`queued\`busy\`updates\`time${Object.keys(more)
    .map((key) => `\`${key}`)
    .join('')}!` +
  `(\`$"${name}";${MEMORY};${MEMINFO};s!{count get x}each s;count t;` +
  `${[roles.live, roles.queued, roles.busy, roles.updates, '.z.p', ...Object.values(more)].join(';')})}[]`;

/**
 * Plain kdb+tick: an RDB on tick/r.q subscribes as it starts and stays live until it ends; replay and
 * write-down occupy its only thread, so that an RDB that answers is not busy with them. RDBs with a queue
 * of their own say so by the `.spillway` variables.
 */
const TICK_ROLES: Roles = {
  live: '@[get;`.spillway.live;1b]',
  queued: '@[get;`.spillway.queued;{}]',
  busy: '@[get;`.spillway.busy;0b]',
  updates: '@[get;`.spillway.updates;0N]',
};

/**
 * KX's auto-scaling scripts: `.sub.live` from the moment the tickerplant publishes to it until it rolls,
 * `.sub.i` messages processed, `.sub.TP` the tickerplant's handle, without which it stands in no queue.
 * `.sub.start` is set when it becomes live first: who has it waits no more, and after the end of the day
 * is in no queue either. `upd` is `.sub.replayUpd` while, or if, the replay is not done. The end of the day
 * drops those that wait from the queue too, unseen from here: docs/kdb.md says what to change.
 * Source: https://code.kx.com/q/cloud/autoscale/rdc/
 */
const KX_ROLES: Roles = {
  live: '.sub.live',
  queued: '@[get;`.spillway.queued;{(not .sub.live)&(@[{get x;0b};`.sub.start;1b])&.sub.TP in key .z.W}]',
  busy: '@[get;`.spillway.busy;0b]|@[{upd~.sub.replayUpd};::;0b]',
  updates: '.sub.i',
};

/**
 * Where the data is: of each subscribed table the first and the last `time`, as the rows arrived; two items of a column,
 * whatever its length. Of a table without such a column, or of another type than timestamp, timespan and time, nothing.
 * Which day and zone they count from: `offset` is local time less UTC, and an RDB may say `.spillway.utc` (boolean) and
 * `.spillway.date`. One that keeps the bounds of its rows itself says so in `.spillway.slices`.
 * Sources: https://code.kx.com/q/ref/first/, https://code.kx.com/q/ref/type/, https://code.kx.com/q/ref/dotz/
 */
const slicesWith = (messages: string) => ({
  times: 's!{@[{{$[(type x)in 12 16 19h;(first x;last x);()]}get[x]`time};x;{()}]}each s',
  slices: '@[get;`.spillway.slices;{}]',
  messages: `@[get;\`.spillway.messages;${messages}]`,
  offset: '.z.P-.z.p',
  utc: '@[get;`.spillway.utc;{}]',
  date: '@[get;`.spillway.date;{}]',
});

/**
 * Of KX's scripts, `.sub.start` is the last message of the RDBs before it, and `.sub.i` the last that it has processed; an
 * RDB that has never been live has no start. The end of the day sets `.sub.i` to 0 and leaves the start: until the
 * numbers have passed it again, nothing is known of them.
 * Source: https://code.kx.com/q/cloud/autoscale/rdc/
 */
const KX_MESSAGES = '{@[{(1+get x;.sub.i)};`.sub.start;{}]}';

/** The queries that need no setting. A stage's settings may add more, which answer the same dictionary. */
export const RDB_QUERIES = {
  tick: queryText('tick', TICK_ROLES),
  'kx-autoscaling': queryText('kx-autoscaling', KX_ROLES),
  'tick-slices': queryText('tick-slices', TICK_ROLES, slicesWith('{}')),
  'kx-autoscaling-slices': queryText('kx-autoscaling-slices', KX_ROLES, slicesWith(KX_MESSAGES)),
} as const;

/** Those whose answers tell where data is: read-slices.ts. Of any other query, further keys are not looked at. */
export const SLICE_QUERIES: ReadonlySet<string> = new Set(['tick-slices', 'kx-autoscaling-slices']);

export type RdbQueryTexts = Readonly<Record<string, string>>;

/** A query by its name; `undefined` if the stage has none of that name. */
export function findRdbQuery(name: string, added: RdbQueryTexts = {}): RdbQuery | undefined {
  const texts: RdbQueryTexts = { ...RDB_QUERIES, ...added };
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
  return text === undefined ? undefined : { name, text };
}
