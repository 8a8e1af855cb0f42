/ rdb.q: an RDB that waits in a tickerplant's queue, is live until it is full, and keeps what it has. Start it in this folder: q rdb.q -p 5010
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ The tickerplant is tickerplant.q; the messages between the two: docs/kdb-protocol.md. Environment: TICKERPLANT host:port, QUEUE (or ASG_NAME),
/ ROLL_THRESHOLD percent, HDB folder to write down to, LOG_SERVER host:port of logserver.q. The probe's query `tick-slices` reads what is kept below in .spillway.
\l writedown.q
\l reporter.q
\l replay.q

.rdb.server:`:localhost:5010        / the tickerplant
.rdb.queue:`rdb
.rdb.id:`$string[.z.h],"-",string .z.i     / this process, and none after it
.rdb.rollPercent:80f                / of memory: the turn passes on, once somebody waits
.rdb.cutPercent:95f                 / nothing more is taken in, whoever waits; it is in the tickerplant's log
.rdb.mark:`:/run/spillway/terminating

.rdb.tp:0Ni                         / handle; null while there is no connection
.rdb.day:.z.d
.rdb.rejoins:0b                     / after the end of a day that it missed, being live, it waits again
.rdb.logFile:`                      / the tickerplant's, of the day
.rdb.ticks:0                        / of the timer
.rdb.low:1                          / the messages of the day that it holds: from low
.rdb.high:0                         / to high

/ What the probe asks: docs/kdb.md
.spillway.live:0b
.spillway.queued:1b                 / from the start: who is about to join may get its turn unforeseen
.spillway.busy:0b
.spillway.updates:0
.spillway.tables:0#`
.spillway.utc:1b
.spillway.date:.rdb.day
.spillway.slices:(0#`)!()
.spillway.messages:1 0

/ what is received

.rdb.upd:{[t;x]
  .rdb.high+:1;
  .spillway.updates+:1;
  .spillway.messages:.rdb.low,.rdb.high;
  t insert x;
  .rdb.widen[t;.rdb.stampOf first x]; }
upd:.rdb.upd

/ A timespan counts from the RDB's day
.rdb.stampOf:{[times] $[16h=abs type times;.rdb.day+times;times] }

/ The least and the greatest time of each table: late rows are within
.rdb.widen:{[t;stamps]
  had:$[t in key .spillway.slices;.spillway.slices t;0#0Np];
  .spillway.slices[t]:(min had,stamps;max had,stamps); }

/ what the tickerplant calls

/ It is its turn: messages of the log after `after` and up to `upto`, then what is sent
.rdb.live:{[day;schemas;file;after;upto]
  .rdb.clear[];
  .rdb.day:day;
  .rdb.logFile:file;
  .spillway.date:day;
  (key schemas)set'value schemas;
  {[t]@[t;`sym;`g#]}each key schemas;
  .spillway.tables:key schemas;
  .rdb.low:after+1;
  .rdb.high:after;
  .spillway.live:1b;
  .spillway.queued:0b;
  .rdb.replay[file;upto]; }

/ Its turn has passed on: it holds all messages up to this one. It may have stopped before that, by itself.
.rdb.rolled:{[upto]
  .spillway.live:0b;
  if[upto>.rdb.high;.rdb.replay[.rdb.logFile;upto]]; }

/ The day has ended, and this RDB has the word: write down, make sure, flush, say so. In this order: what is not written stays.
.u.end:{[day]
  .spillway.busy:1b;
  if[not .spillway.live;.spillway.queued:0b];
  rows:@[.writedown.day;day;{[error] -2 "rdb: not written down, and kept: ",error;0N}];
  if[not null rows;.rdb.clear[];.rdb.day:.z.d|day+1;.spillway.date:.rdb.day];
  / One that keeps an old day takes no new one in: it holds none of its messages.
  if[(null rows)&.spillway.live;.rdb.high:0;.rdb.cut[]];
  .spillway.busy:0b;
  .rdb.tell(`.queue.written;day;rows);
  if[.rdb.rejoins&not null rows;.rdb.join[]]; }

/ the timer

.rdb.onTimer:{[now]
  .rdb.ticks+:1;
  / Where nobody has made the folder, nobody sends it.
  if[0=.rdb.ticks mod 30;@[.reporter.write;::;{[error]}]];
  if[null .rdb.tp;if[0=.rdb.ticks mod 5;.rdb.connect[]];:()];
  if[.spillway.live;
    full:.reporter.percent[];
    $[full>=.rdb.cutPercent;.rdb.cut[];full>=.rdb.rollPercent;.rdb.tell(`.queue.full;::);::]];
  if[.spillway.queued&.rdb.marked[];.rdb.leave[]]; }

/ No more is taken in: another one reads it from the log, once there is one
.rdb.cut:{[]
  .spillway.live:0b;
  `upd set{[t;x]};
  .rdb.tell(`.queue.cut;.rdb.high); }

/ Its server is to be terminated: leave the queue, and only then say so. 0b: the turn came first, and it stays.
.rdb.leave:{[] if[.rdb.tp(`.queue.leave;::);.spillway.queued:0b]; }
.rdb.marked:{[] not()~key .rdb.mark }

/ the connection

.rdb.tell:{[message] if[not null .rdb.tp;(neg .rdb.tp)message]; }

.rdb.connect:{[]
  .rdb.tp:@[hopen;(.rdb.server;1000);{[error]0Ni}];
  if[null .rdb.tp;:()];
  rows:sum 0,{[t]count get t}each .spillway.tables;
  $[.spillway.live|0<rows;.rdb.resume[];
    .spillway.queued&not .rdb.marked[];.rdb.join[];
    .spillway.queued:0b]; }

.rdb.join:{[]
  .rdb.rejoins:0b;
  .spillway.queued:1b;
  .rdb.tell(`.queue.join;.rdb.queue;.rdb.id); }

/ The connection broke while it had rows, or was live. They are its own still, or another one has read them from the log.
.rdb.resume:{[]
  if[.rdb.day<.rdb.tp".u.d";
    .rdb.rejoins:.spillway.live;
    .spillway.live:0b;
    .rdb.tell(`.queue.back;.rdb.queue;.rdb.day);
    :()];
  told:.rdb.tp(`.queue.resume;.rdb.queue;.rdb.id;.rdb.day;.rdb.low;.rdb.high);
  .spillway.live:`live=told 0;
  `upd set .rdb.upd;
  if[`replaced=told 0;.rdb.clear[];.rdb.join[];:()];
  if[.rdb.high<told 2;.rdb.replay[told 1;told 2]]; }

.rdb.closed:{[h] if[h=.rdb.tp;.rdb.tp:0Ni]; }

.rdb.clear:{[]
  {[t]t set(@[0#get t;`sym;`g#])}each .spillway.tables;
  .spillway.slices:(0#`)!();
  .rdb.low:1;
  .rdb.high:0;
  .spillway.messages:1 0;
  .Q.gc[]; }

/ what gateways ask: rows of a table from since to until, both included, with times as timestamps

.rdb.window:{[t;since;until]
  if[not t in .spillway.tables;:()];
  rows:get t;
  stamps:.rdb.stampOf rows`time;
  isIn:stamps within(since;0Wp^until);
  @[rows where isIn;`time;:;stamps where isIn] }

/ Asynchronously, so that a gateway can ask many at once. A string tells why there are no rows.
.rdb.answer:{[t;since;until]
  told:.[.rdb.window;(t;since;until);{[error]"signalled: ",error}];
  (neg .z.w)told; }

/ An environment variable, or what stands for it
.rdb.setting:{[name;default]
  told:getenv name;
  $[count told;told;default] }

/ A file or an address; the null symbol for nothing
.rdb.place:{[text] $[count text;hsym`$text;`] }

.rdb.start:{[]
  .rdb.server:hsym`$.rdb.setting[`TICKERPLANT;"localhost:5010"];
  .rdb.queue:`$.rdb.setting[`QUEUE;.rdb.setting[`ASG_NAME;"rdb"]];
  .rdb.rollPercent:"F"$.rdb.setting[`ROLL_THRESHOLD;"80"];
  .writedown.hdb:.rdb.place .rdb.setting[`HDB;""];
  .rdb.logServer:.rdb.place .rdb.setting[`LOG_SERVER;""];
  if[.rdb.marked[];.spillway.queued:0b];
  .z.pc:.rdb.closed;
  .z.ts:.rdb.onTimer;
  .rdb.connect[];
  system"t 1000"; }

if[string[.z.f]like"*rdb.q";.rdb.start[]]
