/ selftest.q: proves the files of this folder on your kdb+, with faked data and without a connection. In this folder: q selftest.q
/ It has run on no licensed kdb+ in our tests, which is what it is for: q selftest.q prints a line for each check, and exits 1 if one fails.
/ A check is a function that must return 1b. A file that q does not even load is a failure too, and ends it at once.

/ The trap holds for all that is in the file: https://code.kx.com/q/ref/apply/#trap
.selftest.load:{[file] @[system;"l ",file;{[file;error] -1 "FAILED  ",file," does not load: ",error;exit 1}[file]]; }

.selftest.load each("finspace.q";"tickerplant.q";"rdb.q";"gateway.q";"logserver.q";"hdb.q");

.selftest.checks:0
.selftest.failures:0

.selftest.check:{[name;f;arg]
  passes:1b~@[f;arg;{[error] -1 "        signalled: ",error;0b}];
  -1 ("FAILED  ";"ok      ")["j"$passes],name;
  .selftest.checks+:1;
  if[not passes;.selftest.failures+:1]; }

/ Whether f signals an error
.selftest.signals:{[f;arg]
  told:@[f;arg;{[error](`signalled;error)}];
  `signalled~first told }

.selftest.load each("selftest-routing.q";"selftest-tier.q";"selftest-log.q");

-1 string[.selftest.checks]," checks, ",string[.selftest.failures]," failed";
exit 1&.selftest.failures
