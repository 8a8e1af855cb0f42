// The first look at a group: what was there before is not known, and is not presumed.
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../lib/targets/rdb-group/domain/node.ts';
import { NOTHING_LEARNED } from '../../../../lib/targets/rdb-group/domain/state.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { observe } from '../../../../lib/targets/rdb-group/observe/observe.ts';
import { decide } from '../../../../lib/targets/rdb-group/decide/decide.ts';
import { aWorld } from '../../../build/fake-world.ts';
import type { Server } from '../../../build/servers.ts';
import { flushed, live, NOW_MS } from '../../../build/servers.ts';
import { aGroup, aPolicy } from '../../../build/snapshot.ts';

/** A first look at servers that say nothing of their queue, launched so long ago. */
async function firstLook(servers: readonly Server[], launchedAgoMs: number | undefined) {
  const asked: string[][] = [];
  const reports = servers.flatMap(({ report }): Report[] => {
    const { queued: _, ...rest } = report ?? { queued: undefined };
    return report ? [rest as Report] : [];
  });
  const world = aWorld({
    groups: { 'rdb-fx': { servers: [], answer: { reports } } },
    reader: {
      readLaunchTimes: (ids) => {
        asked.push([...ids]);
        const known =
          launchedAgoMs === undefined ? [] : ids.map((id) => [id, NOW_MS - launchedAgoMs] as const);
        return Promise.resolve(new Map(known));
      },
    },
  });
  const group = aGroup({ nodes: servers.map(({ node }) => node) });
  const snapshot = await observe(
    { group, policy: aPolicy(), state: { learned: NOTHING_LEARNED } },
    world.ports,
  );
  return { plan: decide(snapshot, aPolicy(), NOW_MS), asked };
}

const fresh = (server: Server): Server => ({ ...server, learned: { launch: { firstSeenAtMs: NOW_MS } } });

describe('a first look', () => {
  it.each([10 * HOUR_MS, undefined])(
    'counts no empty node as a spare that says nothing of its queue, launched %s ms ago',
    async (agoMs) => {
      const servers = [live(76), fresh(flushed('i-1')), fresh(flushed('i-2'))];
      const { plan, asked } = await firstLook(servers, agoMs);
      expect(plan.assessed.sparesHave).toBe(0);
      expect(plan).toMatchObject({ kind: 'scale-out', desiredCapacity: 4 });
      expect(asked).toEqual([['i-1', 'i-2']]);
    },
  );

  it.each([
    [MINUTE_MS, 1],
    [10 * HOUR_MS, 0],
  ])(
    'takes a silent node for one that boots only if it was launched lately: %d ms ago',
    async (agoMs, have) => {
      const { report: _, ...silent } = fresh(flushed('i-1'));
      const { plan, asked } = await firstLook([live(76), silent], agoMs);
      expect(plan.assessed.sparesHave).toBe(have);
      expect(plan.assessed.suspects).toEqual(have === 0 ? ['i-1'] : []);
      expect(asked).toEqual([['i-1']]);
    },
  );
});
