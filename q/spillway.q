/ spillway.q: where the data is, for a q gateway. Keeps what Spillway pushes to it, and says whom to ask for a window of time.
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ Use: \l spillway.q in your gateway. The rule and the messages: docs/q.md. All times are timestamps in UTC.

/ The pushed table: its columns in order, and their types. Here they go by other names, as some of them are words of q.
.spillway.pushed:`group`version`complete`asOf`node`role`status`azId`launchTime`address`port`processes`nodeAsOf`messagesFrom`messagesTo`table`rows`from`to`isExact`lateData
.spillway.types:"sjbpsssspsjjpjjsjppbn"
.spillway.names:`grp`version`isComplete`asOf`node`role`status`azId`launchTime`host`port`processes`nodeAsOf`msgFrom`msgTo`tbl`nrows`start`stop`isExact`late

/ All groups' nodes, a row for each of their tables. The null symbol as table: nothing is known of the node's tables; as node: the
/ group has none.
.spillway.nodes:flip .spillway.names!.spillway.types$\:()

/ A look is believed for so long, and clocks differ by no more: as Spillway's own answers have it
.spillway.ageMax:0D00:01:30
.spillway.aheadMax:0D00:00:05

/ ":" for plain connections, ":tcps://" where your RDBs want TLS (https://code.kx.com/q/kb/ssl/)
.spillway.scheme:":"

/ Open connections by address. Yours to fill: route tells them beside the addresses.
.spillway.handles:(0#`)!0#0Ni

/ Called with a group's name once more is known of it. Yours to set.
.spillway.onChange:{[name]}

/ What Spillway sends, asynchronously: (".spillway.upd";table). Columns that a later version adds at the end are not looked at.
.spillway.upd:{[given]
  if[not 98h=type given;'"spillway: what was pushed is no table"];
  if[not .spillway.pushed~.spillway.pushed inter cols given;'"spillway: a column is missing from what was pushed"];
  new:.spillway.names xcol .spillway.pushed#given;
  if[not .spillway.types~(0!meta new)`t;'"spillway: a column of what was pushed has another type"];
  .spillway.replace[new]each distinct new`grp; }

/ A group's nodes as the later look found them: messages on two connections may come out of order
.spillway.replace:{[new;name]
  now:select from new where grp=name;
  was:select from .spillway.nodes where grp=name;
  if[(first now`asOf)<first was`asOf;:()];
  .spillway.nodes:(select from .spillway.nodes where grp<>name),now;
  .spillway.onChange name; }

/ A group that Spillway manages no more
.spillway.forget:{[name] .spillway.nodes:select from .spillway.nodes where grp<>name; }

/ Whether each row, of a table like .spillway.nodes, keeps its node among those to ask. What is not known never counts
/ against a node; what one that has rolled or is flushed holds stays as it said, and so does what one held that has ended. Rows
/ arrive up to `late` after their time.
.spillway.mayHold:{[given;since;until]
  settled:(given[`status]=`ended)|(given[`status]in`ready`leaving)&given[`role]in`rolled`flushed;
  late:?[given`isExact;0D00:00:00;given`late];
  / Infinities are not reckoned with: https://code.kx.com/q/basics/datatypes/. What begins or ends there is not bounded.
  begins:?[given[`start]<=-0Wp;0Np;given[`start]-late];
  ends:?[given[`stop]>=0Wp;0Np;given[`stop]+late];
  inTime:((null begins)|begins<=0Wp^until)&(null ends)|ends>=since;
  (not settled)|(given[`role]<>`flushed)&(given[`nrows]<>0)&inTime }

/ What is known of a table (` stands for any): the rows that name it, and one row of each node that says nothing of it
.spillway.about:{[name]
  nodes:select from .spillway.nodes where not null node;
  told:select from nodes where (null name)|tbl=name;
  untold:select from nodes where not node in told`node,i=(first;i)fby node;
  told,update tbl:`,nrows:0N,start:0Np,stop:0Np,isExact:0b from untold }

/ Whom to ask for the rows of a table from since to until, both included; ` is any table, 0Np not bounded. One row for each
/ process and slice, the live node first. handle is null where none is open, address where none is known.
.spillway.route:{[name;since;until]
  if[not -12 -12h~type each(since;until);'"spillway: a window is two timestamps"];
  if[(not null until)&since>until;'"spillway: the window ends before it begins"];
  known:.spillway.about name;
  asked:known where .spillway.mayHold[known;since;until];
  asked:asked iasc`live`rolled`unknown`queued`flushed?asked`role;
  copies:1|asked`processes;
  asked:update port:port+"j"$raze til each copies from (asked where copies);
  asked:update address:.spillway.addressOf'[host;port]from asked;
  select grp,node,role,status,address,handle:.spillway.handles address,tbl,nrows,start,stop,isExact from asked }

.spillway.addressOf:{[host;port] $[null host;`;`$.spillway.scheme,string[host],":",string port] }

/ Every row of any window is with the nodes that route names for it, but for what has arrived since
.spillway.complete:{[]
  .spillway.areYoung select last isComplete,last asOf by grp from .spillway.nodes }

/ The same of one window on a table: a node that has ended is in doubt for those alone that it may have held rows of
.spillway.completeFor:{[name;since;until]
  known:.spillway.about name;
  ended:select from known where status=`ended;
  if[any .spillway.mayHold[ended;since;until];:0b];
  .spillway.areYoung select isComplete:(last isComplete)|any status=`ended,last asOf by grp from .spillway.nodes }

.spillway.areYoung:{[looks]
  looks:0!looks;
  age:.z.p-looks`asOf;
  (0<count looks)&all looks[`isComplete]&(age<=.spillway.ageMax)&age>=neg .spillway.aheadMax }
