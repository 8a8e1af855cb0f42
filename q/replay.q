/ replay.q: how an RDB reads from the tickerplant's log what it was not sent. Loaded by rdb.q.
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ From the file itself, where both servers have it; or from logserver.q, where the log is on the tickerplant's own disk (LOG_SERVER).

.rdb.logServer:`                    / its address; null: the log is a file
.rdb.at:0                           / messages of the log that were passed in a replay

/ Up to message `upto`. Where that fails nothing more is taken in: another one reads the rest.
.rdb.replay:{[file;upto]
  .spillway.busy:1b;
  done:@[.rdb.readLog;(file;upto);{[error] -2 "rdb: replay: ",error;0b}];
  `upd set .rdb.upd;
  .spillway.busy:0b;
  if[not done;.rdb.cut[]]; }

.rdb.readLog:{[asked]
  $[null .rdb.logServer;.rdb.readFile . asked;.rdb.fetch . asked];
  / A file system may show less than was written. What follows would be taken for what is missing.
  if[asked[1]>.rdb.high;'"the log ends with message ",string .rdb.high];
  1b }

/ Each message of the log is handed to upd: https://code.kx.com/q/basics/internal/#-11-streaming-execute
.rdb.readFile:{[file;upto]
  .rdb.at:0;
  `upd set .rdb.replayed;
  -11!(upto;file); }

/ Those before this RDB's own are counted, and passed over
.rdb.replayed:{[t;x]
  .rdb.at+:1;
  if[.rdb.at<=.rdb.high;:()];
  if[0=.rdb.at mod 1000;.rdb.mustFit[]];
  .rdb.upd[t;x]; }

/ Batch after batch, each waited for (https://code.kx.com/q/basics/ipc/#deferred-sync). What the tickerplant sends meanwhile waits.
.rdb.fetch:{[file;upto]
  h:hopen(.rdb.logServer;5000);
  failed:@[.rdb.take[file;upto];h;{[error]error}];
  hclose h;
  if[10h=type failed;'failed]; }

.rdb.take:{[file;upto;h]
  (neg h)(`.logserver.read;file;.rdb.high;upto);
  while[count batch:h[];
    if[10h=type batch;'batch];
    .rdb.mustFit[];
    {[message].rdb.upd[message 1;message 2]}each batch]; }

.rdb.mustFit:{[] if[.rdb.cutPercent<=.reporter.percent[];'"full"]; }
