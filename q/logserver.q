/ logserver.q: streams the tickerplant's log to an RDB that recovers, where the log is on the tickerplant's own disk. Start it there: q logserver.q [LOGFOLDER] -p 5009
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ A process of its own, so that no replay holds the tickerplant up. It serves one RDB after the other. The messages: docs/kdb-protocol.md.

.logserver.folder:"."
.logserver.most:1000                / messages of the log in one of ours
.logserver.to:0Ni                   / who is served
.logserver.after:0                  / the messages that it has already
.logserver.at:0                     / how many of the log have been passed
.logserver.batch:()

/ What an RDB asks, asynchronously: messages of the log after `after` and up to `upto`. It is sent lists of them, and then an empty
/ one; a string instead tells why there are no more.
.logserver.read:{[file;after;upto]
  .logserver.to:.z.w;
  .logserver.after:after;
  .logserver.at:0;
  .logserver.batch:();
  told:@[.logserver.stream;(file;upto);{[error]"logserver: ",error}];
  .logserver.send told; }

/ Each message of the log is handed to upd: https://code.kx.com/q/basics/internal/#-11-streaming-execute
.logserver.stream:{[asked]
  if[not asked[0]in .logserver.files[];'"no log ",string asked 0];
  `upd set .logserver.pass;
  -11!reverse asked;
  if[asked[1]>.logserver.at;'"the log has ",string[.logserver.at]," messages"];
  .logserver.flush[];
  () }

/ Only what the tickerplant writes is read, since reading executes
.logserver.files:{[]
  folder:hsym`$.logserver.folder;
  names:key folder;
  names:names where names like"tp[0-9]*";
  hsym each`$(.logserver.folder,"/"),/:string names }

.logserver.pass:{[t;x]
  .logserver.at+:1;
  if[.logserver.at<=.logserver.after;:()];
  .logserver.batch,:enlist(`upd;t;x);
  if[.logserver.most<=count .logserver.batch;.logserver.flush[]]; }

/ Nothing more is read until it is on its way, so that a slow RDB costs no memory here: https://code.kx.com/q/basics/ipc/#flushing
.logserver.flush:{[]
  if[0=count .logserver.batch;:()];
  .logserver.send .logserver.batch;
  (neg .logserver.to)[];
  .logserver.batch:(); }

.logserver.send:{[message] (neg .logserver.to)message; }

.logserver.start:{[]
  told:getenv`TICKERPLANT_LOG;
  usual:$[count told;told;"."];
  .logserver.folder:first .z.x,enlist usual; }

if[string[.z.f]like"*logserver.q";.logserver.start[]]
