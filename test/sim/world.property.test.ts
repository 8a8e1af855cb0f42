// Whatever is done to a world, some things hold: one live node at most, no message unaccounted for.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../lib/sim/aws/aws-error.ts';
import type { World } from '../../lib/sim/world.ts';
import { countCases } from '../build/count-cases.ts';
import { aWorld, evenly, GROUP, groupOf, minutes, TERMINATING_HOOK, tickerplantOf } from './build-world.ts';

type Step =
  | { readonly kind: 'desire'; readonly count: number }
  | { readonly kind: 'terminate' | 'fail' | 'continue' | 'abandon'; readonly index: number }
  | { readonly kind: 'roll' }
  | { readonly kind: 'fail-live' }
  | { readonly kind: 'wait'; readonly minuteCount: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('desire' as const), count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({
    kind: fc.constantFrom('terminate' as const, 'fail' as const, 'continue' as const, 'abandon' as const),
    index: fc.nat({ max: 9 }),
  }),
  fc.constant({ kind: 'roll' as const }),
  fc.constant({ kind: 'fail-live' as const }),
  fc.record({ kind: fc.constant('wait' as const), minuteCount: fc.integer({ min: 1, max: 6 }) }),
);

/** Refusals are AWS's answer, not a defect. */
function unlessRefused(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

async function take(world: World, given: Step): Promise<void> {
  const { autoScaling } = world;
  if (given.kind === 'wait')
    return world.runUntil(world.clock.nowMs() + minutes(given.minuteCount) - minutes(0));
  if (given.kind === 'roll') return void tickerplantOf(world).rollNow();
  if (given.kind === 'fail-live') {
    const liveId = tickerplantOf(world).live()?.instanceId;
    if (liveId !== undefined) unlessRefused(() => autoScaling.failInstance(liveId));
    return;
  }
  if (given.kind === 'desire')
    return unlessRefused(() => {
      autoScaling.setDesiredCapacity({ groupName: GROUP, desiredCapacity: given.count });
    });
  const ids = [...groupOf(world).instances.keys()];
  const instanceId = ids[given.index % Math.max(1, ids.length)] ?? 'i-none';
  unlessRefused(() => {
    if (given.kind === 'terminate')
      autoScaling.terminateInstance({ instanceId, decrement: given.index % 2 === 0 });
    else if (given.kind === 'fail') autoScaling.failInstance(instanceId);
    else
      autoScaling.completeLifecycleAction({
        groupName: GROUP,
        hookName: TERMINATING_HOOK.hookName,
        instanceId,
        result: given.kind === 'continue' ? 'CONTINUE' : 'ABANDON',
      });
  });
}

describe('a world, whatever is done to it', () => {
  it('has one live node at most, empty queued ones, and accounts for every message', async () => {
    const cases = countCases({
      'a live node is lost': 100,
      'the log is replayed to the next': 30,
      'one rolls and keeps its rows': 150,
      'one that had rolled goes with rows': 50,
      'one waits in the hook': 300,
      'one is retained': 60,
      'nobody is live': 200,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40, size: 'max' }),
        fc.boolean(),
        fc.boolean(),
        async (steps, hooked, retains) => {
          const world = aWorld({
            desiredCapacity: 2,
            segments: evenly(237, 240),
            hooks: hooked ? [TERMINATING_HOOK] : [],
            terminateHookAbandon: retains ? 'retain' : 'terminate',
            newInstancesProtectedFromScaleIn: retains,
          });
          const rolled = new Set<string>();
          let goneWithRolled = 0;
          world.onEvent((event) => {
            if (event.kind === 'rolled') rolled.add(event.instanceId);
            if (event.kind === 'rolled' && event.rows > 0) cases.saw('one rolls and keeps its rows');
            if (event.kind !== 'terminated') return;
            if (rolled.has(event.instanceId)) goneWithRolled += event.rows;
            if (rolled.has(event.instanceId) && event.rows > 0)
              cases.saw('one that had rolled goes with rows');
          });
          let liveId: string | undefined;
          for (const one of steps) {
            await take(world, one);
            const tickerplant = tickerplantOf(world);
            const nodes = [...tickerplant.nodes.values()];
            const live = nodes.filter(({ stage }) => stage === 'live');
            expect(live.length).toBeLessThanOrEqual(1);
            if (liveId !== undefined && !tickerplant.nodes.has(liveId)) {
              cases.saw('a live node is lost');
              if (live.some(({ rows }) => rows > 0)) cases.saw('the log is replayed to the next');
            }
            liveId = live[0]?.instanceId;
            if (live.length === 0) cases.saw('nobody is live');
            const states = [...groupOf(world).instances.values()].map((one) => one.lifecycleState);
            if (states.includes('Terminating:Wait')) cases.saw('one waits in the hook');
            if (states.includes('Terminating:Retained')) cases.saw('one is retained');
            for (const { stage, rows } of nodes) if (stage === 'queued') expect(rows).toBe(0);
            const held = nodes.reduce((total, { rows }) => total + rows, 0) + goneWithRolled;
            if (live.length === 1)
              expect(held + tickerplant.lostMessages()).toBe(tickerplant.deliveredMessages());
            expect(world.ec2.runningCount()).toBe(nodes.length);
          }
        },
      ),
      { numRuns: 200 },
    );
    cases.expectEnough();
  });
});
