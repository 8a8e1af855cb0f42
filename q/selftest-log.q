/ selftest-log.q: what selftest.q checks of logs and of days that are written down, on files in a folder of its own below /tmp.
/ It has run on no licensed kdb+ in our tests, which is what it is for. It is part of: q selftest.q

.selftest.folder:"/tmp/spillway-selftest-",string .z.i
.selftest.log:hsym`$.selftest.folder,"/tp2026.11.20"
.selftest.row:(2026.11.20D10:00:00;`a;1f;3)

/ A log as the tickerplant writes it: 2500 messages
.selftest.writeLog:{[]
  .selftest.log set();
  h:hopen .selftest.log;
  do[2500;h enlist(`upd;`trade;.selftest.row)];
  hclose h; }

/ What logserver.q would send, kept
.logserver.send:{[message] .selftest.streamed,:enlist message; }
.logserver.flush:{[] .logserver.send .logserver.batch; .logserver.batch:(); }
.selftest.ask:{[file;after;upto]
  .selftest.streamed:();
  .logserver.folder:.selftest.folder;
  .logserver.read[file;after;upto];
  .selftest.streamed }

.selftest.check["logserver: messages after a position, in batches, and an empty one";{
  .selftest.writeLog[];
  told:.selftest.ask[.selftest.log;10;2400];
  (1000 1000 390 0~count each told)&(`upd;`trade;.selftest.row)~first told 0};::]
.selftest.check["logserver: a file that is no log is not read";{
  told:.selftest.ask[`:selftest.q;0;1];
  (1=count told)&10h=type first told};::]
.selftest.check["logserver: says when the log is shorter than was asked";{
  told:.selftest.ask[.selftest.log;2000;2600];
  10h=type last told};::]

.selftest.check["rdb: reads from the file what it was not sent, and no message twice";{
  .rdb.clear[];
  .rdb.low:11;
  .rdb.high:10;
  .rdb.readFile[.selftest.log;60];
  `upd set .rdb.upd;
  (60=.rdb.high)&50=count trade};::]
.selftest.check["rdb: a log that is shorter than it should be is an error";{
  .rdb.logServer:`;
  .selftest.signals[.rdb.readLog;(.selftest.log;2600)]};::]

.selftest.check["writedown: rows are appended, counted, and a table without any is there as well";{
  .writedown.hdb:hsym`$.selftest.folder;
  .spillway.tables:`trade`empty;
  `trade set([]time:2#2026.11.20D10:00:00;sym:`a`b;price:1 2f;size:3 4);
  `empty set 0#trade;
  one:.writedown.table[2026.11.20]each`trade`empty;
  two:.writedown.table[2026.11.20]each`trade`empty;
  folders:.Q.par[` sv .writedown.hdb,`db;2026.11.20]each`trade`empty;
  (2 0~one)&(2 0~two)&4 0~.writedown.countOf each folders};::]

system"rm -rf ",.selftest.folder
