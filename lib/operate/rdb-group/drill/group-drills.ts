// The drills of a group, by their names at the command line.
import { WAYS_TO_BREAK } from '../../../targets/rdb-group/ports/server-breaker.ts';
import type { OfferedDrill } from '../../drill/drill.ts';
import { prepareDrill } from '../../drill/run-drill.ts';
import { lookAtGroup } from './group-sight.ts';
import { lookAtTickerplant, tickerplantDrill } from './tickerplant.ts';
import { liveRdbDrill, type LiveRdbPorts } from './live-rdb.ts';

/** Nobody tells at which port a tickerplant's process could be asked to end. */
const SERVER_WAYS = ['terminate', 'stop-instance'] as const;

export function groupDrills(ports: LiveRdbPorts): readonly OfferedDrill[] {
  return [
    {
      name: 'live-rdb',
      ways: WAYS_TO_BREAK,
      hasParts: false,
      meaning: 'ends the live RDB of a group, whose data must come back by a replay of the log',
      prepare: async ({ name, how }) => {
        const sight = await lookAtGroup(name, ports);
        const way = WAYS_TO_BREAK.find((one) => one === how) ?? WAYS_TO_BREAK[0];
        return sight && prepareDrill(liveRdbDrill({ name, how: way }, sight, ports), ports.cyclePorts.clock);
      },
    },
    {
      name: 'tickerplant',
      ways: SERVER_WAYS,
      hasParts: false,
      meaning: "ends the server of a group's tickerplant, which must go on with the same log",
      prepare: async ({ name, how }) => {
        const sight = await lookAtTickerplant(name, ports);
        const way = SERVER_WAYS.find((one) => one === how) ?? SERVER_WAYS[0];
        return (
          sight && prepareDrill(tickerplantDrill({ name, how: way }, sight, ports), ports.cyclePorts.clock)
        );
      },
    },
  ];
}
