/ writedown.q: an RDB's rows of a day are appended to the historical database, and counted there. Loaded by rdb.q.
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ Several RDBs hold a day, so each appends to its partition, one after the other: the tickerplant gives the word. Rows stand as
/ they came; sort the partition by sym and set `p# once all have written (https://code.kx.com/q/ref/set-attribute/).

.writedown.hdb:`                    / the folder with `db` and `written` in it; null: nothing is written, and the day is flushed

/ Writes every table, and answers how many rows. Signals before anything is flushed if they are not all there.
.writedown.day:{[day]
  if[null .writedown.hdb;:0];
  rows:sum 0,.writedown.table[day]each .spillway.tables;
  / Servers of the historical database look here, and load it again.
  done:` sv .writedown.hdb,`written,`$string[day],".",getenv`INSTANCE_ID;
  done 0:enlist string rows;
  rows }

/ https://code.kx.com/q/kb/splayed-tables/: a folder for each table, symbols enumerated; upsert appends to it
.writedown.table:{[day;t]
  rows:get t;
  db:` sv .writedown.hdb,`db;
  folder:.Q.par[db;day;t];
  / A day must have every table: https://code.kx.com/q/kb/partition/. So the first to write leaves one without rows as well.
  if[(0=count rows)&not()~key folder;:0];
  had:.writedown.countOf folder;
  .writedown.splayed[folder]upsert .Q.en[db;.writedown.plain rows];
  if[not .writedown.countOf[folder]=had+count rows;'"rows of ",string[t]," are missing in ",string folder];
  count rows }

/ A folder with a slash at its end is a splayed table
.writedown.splayed:{[folder] ` sv folder,` }
.writedown.countOf:{[folder] $[()~key folder;0;count get .writedown.splayed folder] }

/ The attribute of the RDB's own does not go to disk
.writedown.plain:{[rows] $[`sym in cols rows;@[rows;`sym;`#];rows] }
