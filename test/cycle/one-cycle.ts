// One cycle on a world of fakes, as the tests of cycles run it.
import { PortError } from '../../lib/core/errors.ts';
import { runCycle } from '../../lib/cycle/run-cycle.ts';
import { TAGS } from '../build/fake-world.ts';
import { flushed, live } from '../build/servers.ts';
import type { GroupPorts } from '../../lib/targets/rdb-group/ports/group-ports.ts';
import { RDB_GROUP } from '../../lib/targets/rdb-group/rdb-group.ts';

export const GROUP = 'rdb-fx';
export const FULL = { [GROUP]: { servers: [live(90)] } };
export const CONTINUOUS = { ...TAGS, 'spillway:scale-in': 'continuous' };
export const SURPLUS = { [GROUP]: { servers: [live(), flushed('i-f')], group: { tags: CONTINUOUS } } };

export const cycle = (ports: GroupPorts, groupName = GROUP) =>
  runCycle(RDB_GROUP, { name: groupName, trigger: 'tick' }, ports);
export const denied = () =>
  Promise.reject(new PortError('dynamodb:UpdateItem', 'AccessDeniedException', 'no'));
