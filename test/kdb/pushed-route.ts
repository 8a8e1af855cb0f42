// A route as gateways are told it, with each kind of row: the one whose bytes are recorded (test/data/kdb-ipc/spillway-upd.json).
import type { PushedRoute } from '../../lib/kdb/push/route-table.ts';

export const A_PUSHED_ROUTE: PushedRoute = {
  group: 'rdb-fx',
  version: 1_795_188_003_120,
  complete: true,
  asOfMs: Date.UTC(2026, 10, 20, 15, 20, 3, 120),
  basis: 'slices',
  lateDataMs: 60_000,
  nodes: [
    {
      nodeId: 'i-live',
      status: 'ready',
      role: 'live',
      azId: 'euw1-az1',
      launchedAtMs: Date.UTC(2026, 10, 20, 13, 41, 10),
      address: '10.0.3.17',
      port: 5010,
      processes: 2,
      asOfMs: Date.UTC(2026, 10, 20, 15, 20, 3, 90),
      messages: { from: 8_123_001, to: 9_004_512 },
      tables: {
        quote: { rows: 12, fromMs: null, toMs: null },
        trade: {
          rows: 3,
          fromMs: Date.UTC(2026, 10, 20, 14, 31, 7, 412),
          toMs: Date.UTC(2026, 10, 20, 15, 20, 2, 988),
          isExact: true,
        },
      },
    },
    {
      nodeId: 'i-rolled',
      status: 'silent',
      role: 'unknown',
      azId: null,
      launchedAtMs: null,
      address: null,
      port: 5010,
      processes: 2,
      asOfMs: null,
      tables: {},
    },
  ],
};
