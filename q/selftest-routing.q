/ selftest-routing.q: what selftest.q checks of spillway.q and finspace.q: whom to ask for a window of time.
/ It has run on no licensed kdb+ in our tests, which is what it is for. It is part of: q selftest.q

/ What Spillway pushes: this row, with changes
.selftest.base:.spillway.pushed!(`rdb;1;1b;.z.p;`n1;`live;`ready;`az1;.z.p;`rdb1;5010;1;.z.p;1;9;`trade;5;.z.p;.z.p;0b;0D00:01:00)
.selftest.push:{[changes] .spillway.upd{[change].selftest.base,change}each changes; }
.selftest.clear:{[] .spillway.nodes:0#.spillway.nodes; }

/ whom to ask: the cases of route-cases.csv, to which Spillway's own answers are held as well
.selftest.cases:("SSSSJPPBNSPPB";enlist",")0:`:route-cases.csv
.selftest.runCase:{[name]
  rows:select from .selftest.cases where case=name;
  .selftest.clear[];
  .selftest.push{[row]`role`status`table`rows`from`to`isExact`lateData!row`role`status`tbl`nrows`start`stop`isExact`late}each rows;
  ask:first rows;
  (any rows`asked)~0<count .spillway.route[ask`askTbl;ask`askStart;ask`askStop] }
{[name].selftest.check["route: ",string name;.selftest.runCase;name]}each distinct .selftest.cases`case;

/ spillway.q
.selftest.check["route: live first, and a row for each process";{
  .selftest.clear[];
  .selftest.push(`node`role`processes!(`n2;`rolled;1);`node`role`processes!(`n1;`live;2));
  nodes:.spillway.route[`trade;0Np;0Np];
  (`n1`n1`n2~nodes`node)&`:rdb1:5010`:rdb1:5011`:rdb1:5010~nodes`address};::]
.selftest.check["route: addresses, and the handles that are open";{
  .selftest.clear[];
  .selftest.push enlist`node`role!`n1`live;
  .spillway.handles:(enlist`:rdb1:5010)!enlist 7i;
  nodes:.spillway.route[`trade;0Np;0Np];
  .spillway.handles:(0#`)!0#0Ni;
  ((enlist`:rdb1:5010)~nodes`address)&(enlist 7i)~nodes`handle};::]
.selftest.check["route: a node without an address is named all the same";{
  .selftest.clear[];
  .selftest.push enlist`node`role`address!`n1`live`;
  (enlist`)~(.spillway.route[`trade;0Np;0Np])`address};::]
.selftest.check["route: bounds that are infinite are none";{
  .selftest.clear[];
  .selftest.push enlist`node`role`from`to!(`n1;`rolled;-0Wp;2026.11.20D10:00:00);
  .selftest.push enlist`group`node`role`from`to!(`other;`n2;`rolled;2026.11.20D10:00:00;0Wp);
  one:.spillway.route[`trade;2026.11.20D08:00:00;2026.11.20D09:00:00];
  two:.spillway.route[`trade;2026.11.20D11:00:00;2026.11.20D12:00:00];
  ((enlist`n1)~one`node)&(enlist`n2)~two`node};::]
.selftest.check["route: a group without nodes is known, and nobody is asked";{
  .selftest.clear[];
  .selftest.push enlist`node`role`status`address`table`complete!(`;`;`;`;`;0b);
  (0=count .spillway.route[`trade;0Np;0Np])&(not .spillway.complete[])&1=count .spillway.nodes};::]
.selftest.check["route: of nothing known, nothing";{
  .selftest.clear[];
  0=count .spillway.route[`trade;0Np;0Np]};::]
.selftest.check["route: a window that ends before it begins is an error";{
  .selftest.signals[{.spillway.route[`;2026.11.20D11:00:00;2026.11.20D10:00:00]};::]};::]
.selftest.check["upd: a later look replaces a group's nodes, an older one does not";{
  .selftest.clear[];
  .selftest.push(`node`role!`n1`live;`node`role!`n2`queued);
  .selftest.push enlist`node`role`asOf!(`n2;`live;.z.p+0D00:00:01);
  .selftest.push enlist`node`role`asOf!(`n1;`live;.z.p-0D00:01:00);
  (enlist`n2)~.spillway.nodes`node};::]
.selftest.check["upd: groups stand beside each other, until one is forgotten";{
  .selftest.clear[];
  .selftest.push enlist`group`node!`a`n1;
  .selftest.push enlist`group`node!`b`n2;
  both:`n1`n2~asc .spillway.nodes`node;
  .spillway.forget`a;
  both&(enlist`n2)~.spillway.nodes`node};::]
.selftest.check["upd: what is no such table is refused";{
  .selftest.signals[.spillway.upd;([]node:`n1`n2)]};::]
.selftest.check["complete: as it was pushed, while the look is young";{
  .selftest.clear[];
  none:.spillway.complete[];
  .selftest.push enlist`node`role!`n1`live;
  young:.spillway.complete[];
  .selftest.push enlist`node`complete`asOf!(`n1;0b;.z.p);
  (young)&not none|.spillway.complete[]};::]
.selftest.check["complete: not once the look is old";{
  .selftest.clear[];
  .selftest.push enlist`node`asOf!(`n1;.z.p-0D00:01:31);
  not .spillway.complete[]};::]
.selftest.check["complete: of windows that no node held which has ended, though not of all";{
  .selftest.clear[];
  live:`group`node`role`status`table`rows`from`to`complete!(`rdb;`n1;`live;`ready;`trade;5;.z.p;.z.p;0b);
  held:live,`node`role`status`from`to!(`n2;`unknown;`ended;2026.11.20D10:00:00;2026.11.20D11:00:00);
  .selftest.push(live;held);
  one:.spillway.completeFor[`trade;2026.11.20D10:30:00;2026.11.20D10:40:00];
  other:.spillway.completeFor[`trade;2026.11.20D12:00:00;2026.11.20D13:00:00];
  untold:.spillway.completeFor[`quote;2026.11.20D12:00:00;2026.11.20D13:00:00];
  other&not one|untold|.spillway.complete[]};::]
.selftest.check["complete: of no window beside a node of which nobody knows what it held";{
  .selftest.clear[];
  .selftest.push enlist`node`role`status`complete!(`n2;`unknown;`gone;0b);
  not .spillway.completeFor[`trade;2026.11.20D12:00:00;2026.11.20D13:00:00]};::]

/ finspace.q
.selftest.check["finspace: clusters, in strings";{
  .selftest.clear[];
  .selftest.push enlist`node`role!`n1`live;
  .aws.list_kx_clusters[]~flip`cluster_name`status`cluster_type`description!(enlist"rdb";enlist"RUNNING";enlist"RDB";enlist"")};::]
.selftest.check["finspace: a node once, whatever its tables";{
  .selftest.push(`node`table!`n1`trade;`node`table!`n1`quote);
  nodes:.aws.list_kx_cluster_nodes"rdb";
  (`node_id`az_id`launch_time~cols nodes)&(enlist"n1")~nodes`node_id};::]
.selftest.check["finspace: nodes that nobody can connect to are not listed";{
  .selftest.clear[];
  .selftest.push(`node`status`address!`n1`ready`rdb1;`node`status`address!`n2`launching`;`node`status`address!`n3`gone`rdb3);
  (enlist"n1")~(.aws.list_kx_cluster_nodes`rdb)`node_id};::]
.selftest.check["finspace: connection strings carry the caller's credentials";{
  .aws.credentials:"me:secret";
  ":tcps://rdb1:5010:me:secret"~.aws.get_kx_node_connection_string["rdb";"n1"]};::]
.selftest.check["finspace: of a cluster, the live node's";{
  .aws.get_kx_connection_string[`rdb]~.aws.get_kx_node_connection_string[`rdb;`n1]};::]
.selftest.check["finspace: a cluster that nobody has told of is an error";{
  .selftest.signals[.aws.get_kx_connection_string;"other"]};::]
