/ gateway.q: asks the RDBs that may hold rows of a window, all at once, and says whether the answer is complete. Start it in this folder: q gateway.q -p 5020
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ Spillway tells it where data is (spillway.q, docs/routing.md); RDBs answer by .rdb.answer (rdb.q). A question: .gateway.ask[`trade;since;until]
\l spillway.q

.gateway.credentials:""             / "user:password" for the RDBs, where they know users
.gateway.connectMs:1000

/ rows: those of the table from since to until, both included, in order of time. complete: whether these are all. missing: nodes
/ that may hold some, and did not answer. What arrives while it asks may be missing from any answer.
.gateway.ask:{[t;since;until]
  nodes:distinct select node,status,address from .spillway.route[t;since;until];
  isComplete:.spillway.completeFor[t;since;until];
  if[0=count nodes;:`rows`complete`missing!(();isComplete;0#`)];
  handles:.gateway.handleOf each nodes`address;
  answers:.gateway.askAll[handles;(`.rdb.answer;t;since;until)];
  / Of one that is still launching nothing is expected, and nothing is missed.
  missing:nodes[`node]where(nodes[`status]<>`launching)&10h=type each answers;
  rows:raze answers where 98h=type each answers;
  `rows`complete`missing!($[98h=type rows;`time xasc rows;rows];isComplete&0=count missing;distinct missing) }

/ Deferred sync: each is asked, then each is heard (https://code.kx.com/q/basics/ipc/#deferred-sync). A string tells why there is no answer.
.gateway.askAll:{[handles;question]
  asked:.gateway.tell[question]each handles;
  .gateway.hear'[handles;asked] }

.gateway.tell:{[question;h]
  if[null h;:0b];
  @[{(neg x 0)x 1;1b};(h;question);{[error]0b}] }

.gateway.hear:{[h;asked]
  if[not asked;:"not connected"];
  @[{x[]};h;{[error]"lost: ",error}] }

/ connections are kept, and opened when they are needed first

.gateway.handleOf:{[address]
  if[null address;:0Ni];
  if[not null h:.spillway.handles address;:h];
  full:string[address],$[count .gateway.credentials;":",.gateway.credentials;""];
  h:@[hopen;(full;.gateway.connectMs);{[error]0Ni}];
  if[not null h;.spillway.handles[address]:h];
  h }

.gateway.closed:{[h] .spillway.handles:(where .spillway.handles=h)_ .spillway.handles; }

/ After a roll the next question finds the new live RDB's connection open
.gateway.prepare:{[name] .gateway.handleOf each exec .spillway.addressOf'[host;port]from .spillway.nodes where grp=name,role in`live`queued; }

/ Its server is to be terminated: who is connected goes on, nobody else is let in
.gateway.mark:`:/run/spillway/terminating
.gateway.letIn:{[user;password] ()~key .gateway.mark }

.gateway.start:{[]
  .z.pw:.gateway.letIn;
  .z.pc:.gateway.closed;
  .spillway.onChange:.gateway.prepare; }

if[string[.z.f]like"*gateway.q";.gateway.start[]]
