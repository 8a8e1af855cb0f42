/ hdb.q: serves the historical database that RDBs write down. Start it in this folder: q hdb.q -p 5012
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ Environment: HDB, the folder with `db` in it. It is told to load that again by the message "\\l ." once a day has been written:
/ https://code.kx.com/q/basics/syscmds/#l-load-file-or-directory

.hdb.mark:`:/run/spillway/terminating

/ Its server is to be terminated: who is connected goes on, nobody else is let in.
.hdb.letIn:{[user;password] ()~key .hdb.mark }

.hdb.start:{[]
  folder:getenv`HDB;
  db:$[count folder;folder;"."],"/db";
  / Nothing has been written yet. What starts q begins anew until there is a day; "\\l ." here would load this folder's scripts.
  if[()~key hsym`$db;-2 "hdb: no day has been written to ",db," yet";exit 1];
  / With the folder it goes into it, so that "\\l ." is of the database
  system"l ",db;
  .z.pw:.hdb.letIn; }

if[string[.z.f]like"*hdb.q";.hdb.start[]]
