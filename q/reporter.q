/ reporter.q: what an RDB says of itself, where no probe may connect to it. Loaded by rdb.q, or by an RDB of yours.
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ Keep .spillway.live, queued, busy and tables, and call .reporter.write[] every 30 seconds; a service sends the line: docs/kdb.md

.reporter.file:`:/run/spillway/report

/ The most memory that this process may have: the machine's, or q -w (https://code.kx.com/q/ref/dotq/#w-memory-stats)
.reporter.most:{[memory] $[0<memory`wmax;memory[`wmax]&memory`mphy;memory`mphy] }

/ The heap, in percent of that
.reporter.percent:{[] memory:.Q.w[]; 100*memory[`heap]%.reporter.most memory }

/ used total rows live queued busy: bytes, rows of the subscribed tables, and 0 or 1
.reporter.line:{[]
  memory:.Q.w[];
  rows:sum 0,{[t]count get t}each .spillway.tables;
  told:(memory`heap;.reporter.most memory;rows),"j"$(.spillway.live;.spillway.queued;.spillway.busy);
  " "sv string told }

.reporter.write:{[] .reporter.file 0:enlist .reporter.line[]; }
