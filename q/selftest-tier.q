/ selftest-tier.q: what selftest.q checks of the tickerplant, its queue, the RDB and the gateway, which talk to functions here.
/ It has run on no licensed kdb+ in our tests, which is what it is for. It is part of: q selftest.q

/ what they send each other, byte for byte: https://code.kx.com/q/basics/internal/#-9x-from-bytes
.selftest.messages:flip`name`sent`is`bytes!flip"|"vs'1_read0`:messages.txt
{[row].selftest.check["message: ",row`name;{[row](value row`is)~-9!"X"$2 cut row`bytes};row]}each .selftest.messages;

/ tickerplant.q and queue.q, with RDBs that are handles in name alone: what would be sent is kept in .selftest.sent
.tp.send:{[handles;message] .selftest.sent,:{[message;handle](handle;first message)}[message]each(),handles; }
.tp.keep:{[] }
.selftest.fresh:{[]
  .selftest.sent:();
  .u.t:enlist`trade;
  .u.i:100;
  .queue.members:0#.queue.members;
  .queue.held:0#.queue.held;
  .queue.ending:0#.queue.ending;
  .queue.wanted:0#`; }
/ As if an RDB called: its handle in place of .z.w
.selftest.joins:{[h] .queue.add[h;`q1;`$"p",string h;`waiting]; .queue.goOn`q1; }
trade:([]time:0#0Np;sym:0#`;price:0#0f;size:0#0)

.selftest.check["tickerplant: rows without a time are given one, in columns or by themselves";{
  rows:flip cols[trade]!.tp.stamp[`trade;(`a`b;1 2f;3 4)];
  row:.tp.stamp[`trade;(`a;1f;3)];
  same:(.z.p;`a;1f;3);
  (98h=type rows)&(-12h=type first row)&same~.tp.stamp[`trade;same]};::]
.selftest.check["queue: the first to join is live at once, the next waits";{
  .selftest.fresh[];
  .selftest.joins each 7 8i;
  (`live`waiting~.queue.members`role)&.selftest.sent~enlist(7i;`.rdb.live)};::]
.selftest.check["queue: a full RDB stays live until somebody waits";{
  .selftest.fresh[];
  .selftest.joins 7i;
  .queue.wanted:enlist`q1;
  alone:7i=.queue.liveOf`q1;
  .selftest.joins 8i;
  alone&(8i=.queue.liveOf`q1)&(100=.queue.upto`q1)&.selftest.sent~((7i;`.rdb.live);(7i;`.rdb.rolled);(8i;`.rdb.live))};::]
.selftest.check["queue: a live RDB that is gone is read again by the next";{
  .selftest.fresh[];
  .selftest.joins each 7 8i;
  .queue.gone 7i;
  (8i=.queue.liveOf`q1)&0=.queue.upto`q1};::]
.selftest.check["queue: an operator passes the turn on, if somebody waits";{
  .selftest.fresh[];
  .selftest.joins 7i;
  alone:.queue.rollNow`q1;
  .selftest.joins 8i;
  passed:.queue.rollNow`q1;
  (not alone)&passed&8i=.queue.liveOf`q1};::]
.selftest.check["queue: at the end of the day one writes after the other, the live one first";{
  .selftest.fresh[];
  .selftest.joins each 7 8i;
  .queue.rollNow`q1;
  .selftest.sent:();
  .queue.endDay 2026.11.20;
  one:.selftest.sent;
  .queue.hasWord 8i;
  two:.selftest.sent;
  .queue.hasWord 7i;
  (one~enlist(8i;`.u.end))&(two~((8i;`.u.end);(7i;`.u.end)))&(0=count .queue.ending)&0=.queue.upto`q1};::]
.selftest.check["queue: who was live and comes back goes on, unless another one has read its rows";{
  .selftest.fresh[];
  alone:.queue.resume[`q1;`p7;.u.d;1;50]0;
  .selftest.fresh[];
  .selftest.joins 8i;
  other:.queue.resume[`q1;`p7;.u.d;1;50]0;
  .queue.held:([]queue:enlist`q1;id:enlist`p7;low:enlist 1;high:enlist 50);
  (`live`replaced`rolled)~alone,other,.queue.resume[`q1;`p7;.u.d;1;50]0};::]

.selftest.check["queue: rows that the log does not have are nobody else's, and stay";{
  .selftest.fresh[];
  .selftest.joins 8i;
  `rolled~.queue.resume[`q1;`p7;.u.d;1;101]0};::]

/ rdb.q, whose tickerplant is a function that is told
.rdb.tell:{[message] .selftest.told,:enlist message 0; }
.rdb.replay:{[file;upto] .selftest.upto:upto; }
.selftest.told:()
.selftest.live:{[] .rdb.live[2026.11.20;(enlist`trade)!enlist 0#trade;`:log;10;10]; }

.selftest.check["rdb: its turn comes: live, no longer queued, and it reads what the log has";{
  .selftest.live[];
  .spillway.live&(not .spillway.queued)&(10=.selftest.upto)&11 10~.rdb.low,.rdb.high};::]
.selftest.check["rdb: what it tells of its rows: how many messages, from when to when";{
  .selftest.live[];
  upd[`trade;(2026.11.20D10:00:05 2026.11.20D10:00:01;`a`b;1 2f;3 4)];
  upd[`trade;(2026.11.20D10:00:03;`a;1f;3)];
  (3=count trade)&(.spillway.messages~11 12)&.spillway.slices[`trade]~2026.11.20D10:00:01 2026.11.20D10:00:05};::]
.selftest.check["rdb: a window holds both of its ends, and times are timestamps";{
  rows:.rdb.window[`trade;2026.11.20D10:00:01;2026.11.20D10:00:03];
  (2=count rows)&(3=count .rdb.window[`trade;0Np;0Np])&()~.rdb.window[`quote;0Np;0Np]};::]
.selftest.check["rdb: timespans count from its day";{
  2026.11.20D10:00:00~.rdb.stampOf 0D10:00:00};::]
.selftest.check["rdb: its turn has passed on: it keeps its rows, and reads what it had not taken in";{
  .rdb.rolled 15;
  (not .spillway.live)&(15=.selftest.upto)&3=count trade};::]
.selftest.check["rdb: what cannot be written is kept, and told of";{
  .writedown.day:{[day]'"disk"};
  .u.end 2026.11.20;
  (3=count trade)&(not .spillway.busy)&`.queue.written~last .selftest.told};::]
.selftest.check["rdb: what is written is flushed";{
  .writedown.day:{[day]3};
  .u.end 2026.11.20;
  (0=count trade)&(.spillway.date=.z.d|2026.11.21)&1 0~.spillway.messages};::]

/ reporter.q
.selftest.check["reporter: a line of six numbers, of a node that is not live";{
  .spillway.live:0b;
  told:"J"$" "vs .reporter.line[];
  (6=count told)&(not any null told)&(told[2]=count trade)&0=told 3};::]

/ gateway.q, whose RDBs are functions
.gateway.handleOf:{[address] $[null address;0Ni;7i] }
.gateway.askAll:{[handles;question] {[h] $[null h;"not connected";([]time:enlist .z.p;sym:enlist`a)]}each handles }
.selftest.check["gateway: rows of all that were asked, and complete";{
  .selftest.clear[];
  .selftest.push(`node`role!`n1`live;`node`role!`n2`queued);
  answer:.gateway.ask[`trade;0Np;0Np];
  (2=count answer`rows)&(answer`complete)&0=count answer`missing};::]
.selftest.check["gateway: incomplete, and who is missing";{
  .selftest.push enlist`node`role`address!`n1`live`;
  answer:.gateway.ask[`trade;0Np;0Np];
  (not answer`complete)&(enlist`n1)~answer`missing};::]
