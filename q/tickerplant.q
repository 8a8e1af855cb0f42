/ tickerplant.q: a tickerplant that feeds one RDB of a queue at a time. Start it in this folder: q tickerplant.q [SCHEMA] [LOGFOLDER] -p 5010
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ After kdb+tick (https://github.com/KxSystems/kdb-tick), whose feeds and subscribers it serves as they are: .u.upd, .u.sub, .u.end.
/ The queue of RDBs is queue.q's. Days are UTC's.
\l queue.q

.u.t:0#`                            / tables
.u.d:.z.d                           / the day
.u.i:0                              / its messages so far; each is in the log
.u.L:`                              / the log
.u.l:0Ni                            / its handle
.u.subs:([]handle:0#0Ni;tbl:0#`;syms:())

.tp.folder:"."

/ A subscriber that is gone must not keep a message from the others
.tp.send:{[handles;message]
  {[message;handle]@[{neg[x 0]x 1};(handle;message);{[error] -2 "tickerplant: not sent: ",error;}]}[message]each(),handles; }

/ the log

.tp.openLog:{[day]
  .u.d:day;
  .u.L:hsym`$.tp.folder,"/tp",string day;
  if[()~key .u.L;.u.L set()];
  / An atom where the log is whole, else how far it is: https://code.kx.com/q/basics/internal/#-11-streaming-execute
  valid:-11!(-2;.u.L);
  if[0<=type valid;'"tickerplant: ",string[.u.L]," is damaged after byte ",string last valid];
  .u.i:valid;
  .u.l:hopen .u.L;
  kept:@[get;.tp.heldFile[];{[error](0Nd;0#.queue.held)}];
  .queue.held:$[day=kept 0;kept 1;0#.queue.held]; }

/ Kept beside the log: after a restart no RDB is given what another one holds
.tp.heldFile:{[] hsym`$.tp.folder,"/held" }
.tp.keep:{[] .tp.heldFile[]set(.u.d;.queue.held); }

/ what feeds call

.u.upd:{[t;x]
  if[.u.d<.z.d;.u.endofday[]];
  stamped:.tp.stamp[t;x];
  .u.l enlist(`upd;t;stamped);
  .u.i+:1;
  .tp.send[exec handle from .queue.members where role=`live;(`upd;t;stamped)];
  .u.pub[t;stamped]; }

/ Rows without a time are given one, of the type that the table's own column has. x: columns, or one row.
.tp.stamp:{[t;x]
  wanted:type(value t)`time;
  if[wanted=abs type first x;:x];
  now:wanted$.z.p;
  $[0>type first x;now,x;(enlist count[first x]#now),x] }

/ subscribers of kdb+tick's kind: (.u.sub[`;`];`.u `i`L)

.u.sub:{[t;s]
  if[t~`;:.u.sub[;s]each .u.t];
  if[not t in .u.t;'t];
  .u.subs:(delete from .u.subs where handle=.z.w,tbl=t),([]handle:enlist .z.w;tbl:enlist t;syms:enlist(),s);
  (t;0#value t) }

.u.pub:{[t;x]
  subs:select from .u.subs where tbl=t;
  if[0=count subs;:()];
  rows:flip cols[t]!$[0>type first x;enlist each x;x];
  {[t;rows;sub]
    mine:$[(enlist`)~sub`syms;rows;rows where rows[`sym]in sub`syms];
    if[count mine;.tp.send[sub`handle;(`upd;t;mine)]]}[t;rows]each subs; }

/ the end of the day

.u.endofday:{[]
  day:.u.d;
  hclose .u.l;
  .tp.openLog .z.d|day+1;
  / Those that wait leave the queue, and hear it from the same message.
  .tp.send[(exec handle from .queue.members where role=`waiting),distinct .u.subs`handle;(`.u.end;day)];
  .queue.endDay day; }

.tp.start:{[]
  folder:getenv`TICKERPLANT_LOG;
  args:.z.x,count[.z.x]_("schema.q";$[count folder;folder;"."]);
  system"l ",args 0;
  .tp.folder:args 1;
  .u.t:tables`.;
  .tp.openLog .z.d;
  .z.pc:.queue.gone;
  .z.ts:{[now]if[.u.d<.z.d;.u.endofday[]]};
  system"t 1000"; }

if[string[.z.f]like"*tickerplant.q";.tp.start[]]
