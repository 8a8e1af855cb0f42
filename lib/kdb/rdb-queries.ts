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

const queryText = (name: string, roles: { live: string; queued: string; busy: string; updates: string }) =>
  `{[]t:tables\`.;${SUBSCRIBED};` +
  '`query`memory`meminfo`rows`tables`live`queued`busy`updates`time!' +
  `(\`$"${name}";${MEMORY};${MEMINFO};s!{count get x}each s;count t;` +
  `${roles.live};${roles.queued};${roles.busy};${roles.updates};.z.p)}[]`;

/**
 * Plain kdb+tick: an RDB on tick/r.q subscribes as it starts and stays live until it ends; replay and
 * write-down occupy its only thread, so that an RDB that answers is not busy with them. RDBs with a queue
 * of their own say so by the `.spillway` variables.
 */
const TICK = queryText('tick', {
  live: '@[get;`.spillway.live;1b]',
  queued: '@[get;`.spillway.queued;{}]',
  busy: '@[get;`.spillway.busy;0b]',
  updates: '@[get;`.spillway.updates;0N]',
});

/**
 * KX's auto-scaling scripts: `.sub.live` from the moment the tickerplant publishes to it until it rolls,
 * `.sub.i` messages processed, `.sub.TP` the tickerplant's handle, without which it stands in no queue.
 * `.sub.start` is set when it becomes live first: who has it waits no more, and after the end of the day
 * is in no queue either. `upd` is `.sub.replayUpd` while, or if, the replay is not done. The end of the day
 * drops those that wait from the queue too, unseen from here: docs/kdb.md says what to change.
 * Source: https://code.kx.com/q/cloud/autoscale/rdc/
 */
const KX_AUTOSCALING = queryText('kx-autoscaling', {
  live: '.sub.live',
  queued: '@[get;`.spillway.queued;{(not .sub.live)&(@[{get x;0b};`.sub.start;1b])&.sub.TP in key .z.W}]',
  busy: '@[get;`.spillway.busy;0b]|@[{upd~.sub.replayUpd};::;0b]',
  updates: '.sub.i',
});

/** The queries that need no setting. A stage's settings may add more, which answer the same dictionary. */
export const RDB_QUERIES = { tick: TICK, 'kx-autoscaling': KX_AUTOSCALING } as const;

export type RdbQueryTexts = Readonly<Record<string, string>>;

/** A query by its name; `undefined` if the stage has none of that name. */
export function findRdbQuery(name: string, added: RdbQueryTexts = {}): RdbQuery | undefined {
  const texts: RdbQueryTexts = { ...RDB_QUERIES, ...added };
  const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
  return text === undefined ? undefined : { name, text };
}
