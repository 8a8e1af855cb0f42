/ queue.q: the tickerplant's queue of RDBs: who waits, who is live, how the turn passes on, who writes the day down. Loaded by tickerplant.q.
/ It has run on no licensed kdb+ in our tests; every line was read against https://code.kx.com/q/ref/. Prove it on yours: q selftest.q
/ After KX's paper: https://code.kx.com/q/cloud/autoscale/rdc/. The messages: docs/kdb-protocol.md.

/ The RDBs of all queues, as they came: waiting, live, rolled. One of a queue is live at a time. `id` is a process's own.
.queue.members:([]handle:0#0Ni;queue:0#`;id:0#`;role:0#`)
/ Which messages of the day RDBs that have rolled hold. The next one to be live begins after them. Kept beside the log.
.queue.held:([]queue:0#`;id:0#`;low:0#0;high:0#0)
/ Queues whose live RDB is full while nobody waits
.queue.wanted:0#`
/ RDBs that have yet to write their day down: of each queue the first one has the word, so that no two write at once
.queue.ending:([]queue:0#`;handle:0#0Ni;day:0#.z.d)

/ what RDBs call

/ To wait for one's turn, which may come at once
.queue.join:{[name;id]
  .queue.add[.z.w;name;id;`waiting];
  .queue.goOn name; }

/ The live RDB is full: the turn passes on, once somebody waits
.queue.full:{[ignored]
  name:.queue.liveIn .z.w;
  if[null name;:()];
  .queue.wanted:distinct .queue.wanted,name;
  .queue.goOn name; }

/ The live RDB takes in no more, whoever waits: upto is the last message that it holds
.queue.cut:{[upto]
  name:.queue.liveIn .z.w;
  if[not null name;.queue.roll[name;upto]]; }

/ To wait no more. 1b: no turn can come any more. 0b: it waited in no queue, or its turn had come.
.queue.leave:{[ignored]
  waits:.z.w in exec handle from .queue.members where role=`waiting;
  if[waits;delete from`.queue.members where handle=.z.w];
  waits }

/ An RDB with rows, connected anew, holds messages low to high of the day. (role;log;upto): `live: it is so again, and reads the
/ log up to now; `rolled: its turn had passed on after `upto`; `replaced: another one has read what it holds, from the log.
.queue.resume:{[name;process;day;low;high]
  / A log that does not have what it holds is not the log that it came from: nobody has read that.
  if[(day<>.u.d)|high>.u.i;.queue.add[.z.w;name;process;`rolled];:(`rolled;.u.L;high)];
  own:exec first high from .queue.held where queue=name,id=process;
  if[not null own;.queue.add[.z.w;name;process;`rolled];:(`rolled;.u.L;own)];
  / Nobody has read what it holds if nobody is live, and none has rolled since it began.
  goesOn:(null .queue.liveOf name)&low=1+.queue.upto name;
  if[not goesOn;:(`replaced;.u.L;0)];
  .queue.add[.z.w;name;process;`live];
  (`live;.u.L;.u.i) }

/ An RDB with rows of a day whose end it missed: it is told
.queue.back:{[name;day] .queue.mustWrite[name;.z.w;day]; }

/ An RDB has written its rows of the day down, or could not: rows is null
.queue.written:{[day;rows]
  if[null rows;-2 "tickerplant: handle ",string[.z.w]," could not write ",string[day]," down"];
  .queue.hasWord .z.w; }

/ An operator: pass the turn on now. 0b if nobody waits.
.queue.rollNow:{[name]
  waits:not null .queue.firstOf[name;`waiting];
  if[waits&not null .queue.liveOf name;.queue.roll[name;.u.i]];
  waits }

/ how it moves

.queue.add:{[h;name;process;as]
  new:([]handle:enlist h;queue:enlist name;id:enlist process;role:enlist as);
  .queue.members:(delete from .queue.members where handle=h),new; }
.queue.firstOf:{[name;as] exec first handle from .queue.members where queue=name,role=as }
.queue.liveOf:{[name] .queue.firstOf[name;`live] }
.queue.liveIn:{[h] exec first queue from .queue.members where handle=h,role=`live }

/ How far the day is with RDBs that have rolled; the greatest of nothing is minus infinity
.queue.upto:{[name] 0|exec max high from .queue.held where queue=name }

.queue.goOn:{[name]
  if[null .queue.firstOf[name;`waiting];:()];
  $[null .queue.liveOf name;.queue.promote name;name in .queue.wanted;.queue.roll[name;.u.i];::]; }

/ The live RDB keeps what it has, up to `upto`, and receives no more
.queue.roll:{[name;upto]
  member:first select from .queue.members where queue=name,role=`live;
  .queue.held,:([]queue:enlist name;id:enlist member`id;low:enlist 1+.queue.upto name;high:enlist upto);
  .tp.keep[];
  update role:`rolled from`.queue.members where handle=member`handle;
  .queue.wanted:.queue.wanted except name;
  .tp.send[member`handle;(`.rdb.rolled;upto)];
  .queue.promote name; }

/ The first that waits is live: it reads the log from where the one before it ended up to now, and is sent what follows
.queue.promote:{[name]
  h:.queue.firstOf[name;`waiting];
  if[null h;:()];
  update role:`live from`.queue.members where handle=h;
  .tp.send[h;(`.rdb.live;.u.d;.u.t!{[t]0#value t}each .u.t;.u.L;.queue.upto name;.u.i)]; }

/ A live RDB that is gone took its rows with it: the position has not moved, so the next one reads them again
.queue.gone:{[h]
  name:.queue.liveIn h;
  delete from`.queue.members where handle=h;
  delete from`.u.subs where handle=h;
  if[not null name;.queue.wanted:.queue.wanted except name;.queue.promote name];
  .queue.hasWord h; }

/ who writes the day down

.queue.endDay:{[day]
  lives:select from .queue.members where role=`live;
  rolled:select from .queue.members where role=`rolled;
  .queue.members:lives;
  .queue.held:0#.queue.held;
  .queue.wanted:0#`;
  .tp.keep[];
  / The live one has the word at once: what it is sent after this message is of the new day.
  .queue.ending:([]queue:lives`queue;handle:lives`handle;day:count[lives]#day),.queue.ending;
  .tp.send[lives`handle;(`.u.end;day)];
  {[day;member].queue.mustWrite[member`queue;member`handle;day]}[day]each rolled; }

.queue.mustWrite:{[name;h;day]
  isFirst:not name in .queue.ending`queue;
  .queue.ending,:([]queue:enlist name;handle:enlist h;day:enlist day);
  if[isFirst;.tp.send[h;(`.u.end;day)]]; }

/ Who had the word to write has written, or is gone: it passes to the next of the queue
.queue.hasWord:{[h]
  had:exec distinct queue from .queue.ending where i=(first;i)fby queue,handle=h;
  .queue.ending:delete from .queue.ending where handle=h;
  {[name]
    following:select from .queue.ending where queue=name;
    if[count following;.tp.send[first following`handle;(`.u.end;first following`day)]]}each had; }
