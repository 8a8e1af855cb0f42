/ finspace.q: four functions of FinSpace's q API, on top of what Spillway pushes, for scripts that still call them.
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ Names and columns: https://docs.aws.amazon.com/finspace/latest/userguide/interacting-with-kdb-q-apis.html
/ A cluster is a group of RDBs here. What differs, and what to do instead of signed strings: docs/finspace.md
\l spillway.q

/ The caller's own credentials, "user:password", for connection strings. FinSpace signed each for 60 minutes; q checks no signature.
.aws.credentials:""

.aws.symbolOf:{[name] $[10h=abs type name;`$name;name] }

/ A table of cluster_name, status, cluster_type, description, in strings. Any argument is taken, and not looked at.
.aws.list_kx_clusters:{[ignored]
  known:0!select runs:any status in`ready`busy by grp from .spillway.nodes;
  values:(string known`grp;("CREATING";"RUNNING")["j"$known`runs];count[known]#enlist"RDB";count[known]#enlist"");
  flip`cluster_name`status`cluster_type`description!values }

/ A table of node_id and az_id, in strings, and launch_time. name: a string or a symbol. Scripts ask for the connection string of each:
/ nodes that are still without an address, or have ended, are left out.
.aws.list_kx_cluster_nodes:{[name]
  known:.aws.nodesOf name;
  known:select from known where not null host,not status in`gone`ended;
  nodes:0!select first azId,first launchTime by node from known;
  flip`node_id`az_id`launch_time!(string nodes`node;string nodes`azId;nodes`launchTime) }

/ A connection string, of a node's first process
.aws.get_kx_node_connection_string:{[name;id]
  nodes:.aws.nodesOf name;
  .aws.stringOf first select from nodes where node=.aws.symbolOf id,not null host }

/ Of a whole cluster FinSpace's endpoint chose a node, whichever. Here it is the live one, which alone receives data.
/ It does not hold the day: ask .spillway.route for that.
.aws.get_kx_connection_string:{[name]
  nodes:.aws.nodesOf name;
  .aws.stringOf first select from nodes where role=`live,not null host }

.aws.nodesOf:{[name]
  known:select from .spillway.nodes where grp=.aws.symbolOf name;
  if[0=count known;'"ResourceNotFoundException: no cluster of that name"];
  select from known where not null node }

.aws.stringOf:{[node]
  if[null node`host;'"ResourceNotFoundException: no such node has an address"];
  ":tcps://",string[node`host],":",string[node`port],":",.aws.credentials }
