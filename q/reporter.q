/ reporter.q: what an RDB says of itself, for CloudWatch, where no probe may connect to it. Loaded by rdb.q, or by an RDB of yours.
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ Keep .spillway.live, queued, busy and tables, and call .reporter.write[] every 30 seconds; a service sends the file: docs/kdb.md

.reporter.file:`:/run/spillway/metrics.json

/ The heap, in percent of what it may be: of the machine's memory, or of q -w (https://code.kx.com/q/ref/dotq/#w-memory-stats)
.reporter.percent:{[]
  memory:.Q.w[];
  most:$[0<memory`wmax;memory[`wmax]&memory`mphy;memory`mphy];
  100*memory[`heap]%most }

.reporter.dimensions:{[pairs] flip`Name`Value!flip 2 cut pairs }

.reporter.metric:{[dimensions;name;unit;val] `MetricName`Unit`Value`Dimensions!(name;unit;"f"$val;dimensions) }

.reporter.metrics:{[]
  asg:("AutoScalingGroupName";getenv`ASG_NAME);
  node:.reporter.dimensions asg,("InstanceId";getenv`INSTANCE_ID);
  memory:.Q.w[];
  percent:.reporter.percent[];
  rows:sum 0,{[t]count get t}each .spillway.tables;
  names:("MemoryUsedPercent";"MemoryUsedBytes";"MemoryTotalBytes";"Rows";"Live";"Queued";"Busy");
  units:("Percent";"Bytes";"Bytes";"Count";"None";"None";"None");
  told:(percent;memory`heap;memory`mphy;rows;.spillway.live;.spillway.queued;.spillway.busy);
  metrics:.reporter.metric[node]'[names;units;told];
  if[.spillway.live;metrics,:enlist .reporter.metric[.reporter.dimensions asg;"LiveMemoryUsedPercent";"Percent";percent]];
  metrics }

.reporter.write:{[] .reporter.file 0:enlist .j.j .reporter.metrics[]; }
