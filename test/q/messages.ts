// The messages of q/messages.txt as values: what the q expressions there stand for, written by hand. Documented in
// docs/kdb-protocol.md.
import {
  KDB_EPOCH_MS,
  atom,
  boolean,
  long,
  symbol,
  symbols,
  type QValue,
  type Scalar,
  type TypeNumber,
} from '../../lib/kdb/ipc/values.ts';

const list = (...items: readonly QValue[]): QValue => ({ kind: 'list', items });
const vector = (type: TypeNumber, ...items: readonly Scalar[]): QValue => ({ kind: 'vector', type, items });
const time = (text: string) => BigInt(Date.parse(text) - KDB_EPOCH_MS) * 1_000_000n;
const day = atom(14, (Date.parse('2026-11-20') - KDB_EPOCH_MS) / 86_400_000);

const TRADE: QValue = {
  kind: 'table',
  columns: ['time', 'sym', 'price', 'size'],
  data: [vector(12), vector(11), vector(9), vector(7)],
};

const UPD = list(
  symbol('upd'),
  symbol('trade'),
  list(vector(12, time('2026-11-20T14:31:07.412Z')), vector(11, 'a'), vector(9, 1.5), vector(7, 3n)),
);

/** Columns of what is pushed to gateways, in order, with their types, and two rows: a live node, and one of which nothing is known. */
const PUSHED: readonly (readonly [string, TypeNumber, readonly Scalar[]])[] = [
  ['group', 11, ['rdb', 'rdb']],
  ['version', 7, [1n, 1n]],
  ['complete', 1, [true, true]],
  ['asOf', 12, [time('2026-11-20T15:20:03.120Z'), time('2026-11-20T15:20:03.120Z')]],
  ['node', 11, ['n1', 'n2']],
  ['role', 11, ['live', 'unknown']],
  ['status', 11, ['ready', 'launching']],
  ['azId', 11, ['az1', '']],
  ['launchTime', 12, [time('2026-11-20T13:41:10Z'), null]],
  ['address', 11, ['rdb1', '']],
  ['port', 7, [5010n, 5010n]],
  ['processes', 7, [1n, 1n]],
  ['nodeAsOf', 12, [time('2026-11-20T15:20:03.090Z'), null]],
  ['messagesFrom', 7, [11n, null]],
  ['messagesTo', 7, [99n, null]],
  ['table', 11, ['trade', '']],
  ['rows', 7, [89n, null]],
  ['from', 12, [time('2026-11-20T14:31:07.412Z'), null]],
  ['to', 12, [time('2026-11-20T15:20:02.988Z'), null]],
  ['isExact', 1, [true, false]],
  ['lateData', 16, [60_000_000_000n, 60_000_000_000n]],
];

/** By name, in the order of q/messages.txt. */
export const MESSAGES: Readonly<Record<string, QValue>> = {
  join: list(symbol('.queue.join'), symbol('rdb'), symbol('rdb1.4711')),
  full: list(symbol('.queue.full'), { kind: 'null' }),
  cut: list(symbol('.queue.cut'), long(99)),
  leave: list(symbol('.queue.leave'), { kind: 'null' }),
  left: boolean(true),
  resume: list(symbol('.queue.resume'), symbol('rdb'), symbol('rdb1.4711'), day, long(11), long(99)),
  resumed: list(symbol('live'), symbol(':/data/tplog/tp2026.11.20'), long(120)),
  back: list(symbol('.queue.back'), symbol('rdb'), day),
  written: list(symbol('.queue.written'), day, long(89)),
  live: list(
    symbol('.rdb.live'),
    day,
    { kind: 'dict', keys: symbols(['trade']), values: list(TRADE) },
    symbol(':/data/tplog/tp2026.11.20'),
    long(10),
    long(99),
  ),
  upd: UPD,
  rolled: list(symbol('.rdb.rolled'), long(99)),
  end: list(symbol('.u.end'), day),
  today: day,
  tomorrow: atom(14, (Date.parse('2026-11-21') - KDB_EPOCH_MS) / 86_400_000),
  read: list(symbol('.logserver.read'), symbol(':/data/tplog/tp2026.11.20'), long(10), long(99)),
  batch: list(UPD),
  'read-all': list(),
  roll: list(symbol('.queue.rollNow'), symbol('rdb')),
  answer: list(
    symbol('.rdb.answer'),
    symbol('trade'),
    atom(12, time('2026-11-20T14:00:00Z')),
    atom(12, time('2026-11-20T15:00:00Z')),
  ),
  pushed: list(
    { kind: 'chars', text: '.spillway.upd' },
    {
      kind: 'table',
      columns: PUSHED.map(([name]) => name),
      data: PUSHED.map(([, type, items]) => vector(type, ...items)),
    },
  ),
};
