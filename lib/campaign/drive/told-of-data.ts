// Where the group's data is, in a run: what its RDBs tell of their slices, and what the state table then has of it. Nothing of
// it is drawn from another's chances: a seed's days are what they were before anybody asked.
import type { RouteWriter } from '../../ports/route-store.ts';
import type { Slice } from '../../routing/route.ts';
import { createRandom } from '../../sim/random.ts';
import type { RdbNode } from '../../sim/rdb/rdb-node.ts';
import { endsOf, rowsOf, TABLES, timeOfRow } from '../../sim/rdb/row-times.ts';
import type { Tickerplant } from '../../sim/rdb/tickerplant.ts';
import type { Report } from '../../targets/rdb-group/domain/node.ts';
import type { GroupPorts } from '../../targets/rdb-group/ports/group-ports.ts';
import type { Run, ToldOfData } from '../world/run.ts';

/** The first and the last time of each table as the rows arrived, as the query `tick-slices` brings them. */
export function slicesOf({ ledger }: Tickerplant, node: RdbNode): Pick<Report, 'tables'> {
  if (!ledger) return {};
  const ranges = node.rows === 0 ? [] : ledger.rangesOf(node.instanceId);
  const tables = TABLES.map((table): [string, Slice] => {
    const rows = ranges.reduce((sum, range) => sum + rowsOf(range, table), 0);
    const ends = endsOf(ranges, table);
    if (!ends) return [table, { rows: 0, fromMs: null, toMs: null }];
    const [fromMs, toMs] = ends.map((message) => timeOfRow(ledger, message));
    return [table, { rows, fromMs: fromMs ?? null, toMs: toMs ?? null }];
  });
  return { tables: Object.fromEntries(tables) };
}

/** What a cycle has written is what is told from then on. */
export function portsThatTell<Ports extends Pick<GroupPorts, 'stateStore' | 'routes'>>(
  run: Run,
  ports: Ports,
): Ports {
  const { told } = run;
  if (!told) return ports;
  const { stateStore } = ports;
  return {
    ...ports,
    routes: toldRoutes(run, told),
    stateStore: {
      ...stateStore,
      async giveBack(lease, record) {
        const isKept = await stateStore.giveBack(lease, record);
        if (isKept && record?.learned) told.learned = record.learned;
        return isKept;
      },
      async keepForeseen(lease, learned) {
        const isKept = await stateStore.keepForeseen(lease, learned);
        if (isKept) told.learned = learned;
        return isKept;
      },
    },
  };
}

/** One write in so many is never made, and one in so many is made by a cycle that does not learn of it. */
const LOST_SHARE = 0.03;

/** The item `ROUTE`, with its condition. */
function toldRoutes({ options, occur }: Run, told: ToldOfData): RouteWriter {
  const chance = createRandom(options.seed).fork('told-of-data');
  return {
    readKept: () => Promise.resolve(told.kept),
    writeRoute(route) {
      const fate = options.faults['calls-timed-out'] === undefined ? 1 : chance.next();
      if (fate < LOST_SHARE || (told.kept && told.kept.asOfMs > route.asOfMs)) return Promise.resolve(false);
      told.kept = route;
      occur('route written');
      return Promise.resolve(fate >= 2 * LOST_SHARE);
    },
  };
}
