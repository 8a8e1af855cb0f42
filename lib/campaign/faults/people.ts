// What people and other tools do to the group from outside, and put right again before the calm.
import { MANAGED_TAG } from '../../targets/rdb-group/domain/group.ts';
import { HOUR_MS, MINUTE_MS } from '../../core/units.ts';
import { AwsError } from '../../sim/aws/aws-error.ts';
import type { Random } from '../../sim/random.ts';
import type { FaultName } from '../options/fault-names.ts';
import { GROUP_NAME, rollRowsOf } from '../world/create-day.ts';
import type { Run } from '../world/run.ts';
import { scheduleDeeds } from './schedule-deeds.ts';

const groupName = GROUP_NAME;

/** One deed: what it does now, and how it is put right, if it has to be. */
type Deed = (run: Run, chance: Random) => (() => void) | undefined;

const DEEDS: { readonly [Name in FaultName]?: Deed } = {
  'desired-changed': (run, chance) => void changeDesired(run, chance),
  'sizes-changed': changeSizes,
  'protection-removed': removeProtection,
  standby: sendToStandby,
  detach: (run, chance) => void detach(run, chance),
  'bad-tag': (run, chance) =>
    setTag(run, chance.next() < 0.5 ? 'spillway:burst-factor' : 'spillway:scale-in', 'plenty'),
  'dry-run': (run) => setTag(run, 'spillway:mode', 'dry-run'),
  paused: (run) => setTag(run, 'spillway:pause-until', new Date(run.nowMs() + 10 * HOUR_MS).toISOString()),
  'instance-refresh': (run, chance) => void refresh(run, chance),
  'person-terminates': (run, chance) => void terminate(run, chance),
};

/** Deeds that hold the group. */
const HOLDS: ReadonlySet<FaultName> = new Set(['bad-tag', 'dry-run', 'paused'] as const);

export function schedulePeople(run: Run): void {
  scheduleDeeds(run, {
    names: Object.keys(DEEDS) as FaultName[],
    lastMs: run.times.calmFromMs,
    act({ name, untilMs }) {
      const putRight = doDeed(run, name);
      // Who is at work on a group may end a node of it too.
      const endsOne = putRight && HOLDS.has(name) && run.chanceOf(name).next() < 0.4;
      if (endsOne)
        run.world.clock.schedule(run.nowMs() + 2 * MINUTE_MS, () => void doDeed(run, 'person-terminates'));
      if (putRight) run.world.clock.schedule(untilMs, () => void inPersonsName(run, putRight));
    },
  });
  runSecondPolicy(run);
  adoptAtMidday(run);
}

/** Does it now; refusals are AWS's answer. Returns how it is put right. */
export function doDeed(run: Run, name: FaultName): (() => void) | undefined {
  const deed = DEEDS[name];
  let putRight: (() => void) | undefined;
  const isDone = inPersonsName(run, () => void (putRight = deed?.(run, run.chanceOf(name))));
  if (isDone) run.occur(name);
  return putRight;
}

function inPersonsName(run: Run, work: () => void): boolean {
  run.disturb();
  try {
    run.actors.as('person', work);
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return false;
  }
}

function changeDesired(run: Run, chance: Random): void {
  const { minSize, maxSize } = run.group();
  const desiredCapacity = chance.integer({ min: minSize, max: maxSize });
  run.world.autoScaling.setDesiredCapacity({ groupName, desiredCapacity });
}

function changeSizes(run: Run, chance: Random): () => void {
  const { minSize, maxSize } = run.group();
  const change =
    chance.next() < 0.5
      ? { minSize: chance.integer({ min: 0, max: maxSize }) }
      : { maxSize: Math.max(minSize, maxSize + chance.integer({ min: -4, max: 4 })) };
  run.world.autoScaling.updateGroup(groupName, change);
  const { group } = run.options;
  // The wider of both: putting it right is no reason to end anybody.
  return () =>
    run.world.autoScaling.updateGroup(groupName, {
      minSize: group.minSize,
      maxSize: Math.max(group.maxSize, run.group().desiredCapacity),
    });
}

function removeProtection(run: Run, chance: Random): undefined {
  const inService = [...run.group().instances.values()].filter(
    ({ lifecycleState }) => lifecycleState === 'InService',
  );
  const some = inService.filter(() => chance.next() < 0.7).map(({ instanceId }) => instanceId);
  if (some.length > 0)
    run.world.autoScaling.setInstanceProtection({
      groupName,
      instanceIds: some,
      protectedFromScaleIn: false,
    });
  return undefined;
}

function someNode(run: Run, chance: Random): string | undefined {
  const inService = [...run.group().instances.values()].filter(
    ({ lifecycleState }) => lifecycleState === 'InService',
  );
  return inService[chance.integer({ min: 0, max: Math.max(0, inService.length - 1) })]?.instanceId;
}

function sendToStandby(run: Run, chance: Random): (() => void) | undefined {
  const instanceId = someNode(run, chance);
  if (instanceId === undefined) return undefined;
  const { autoScaling } = run.world;
  autoScaling.enterStandby({ groupName, instanceIds: [instanceId], decrement: chance.next() < 0.5 });
  return () => {
    if (run.group().instances.get(instanceId)?.lifecycleState !== 'Standby') return;
    if (run.group().desiredCapacity >= run.group().maxSize) return;
    autoScaling.exitStandby({ groupName, instanceIds: [instanceId] });
  };
}

function detach(run: Run, chance: Random): void {
  const instanceId = someNode(run, chance);
  if (instanceId === undefined) return;
  run.world.autoScaling.detachInstances({
    groupName,
    instanceIds: [instanceId],
    decrement: chance.next() < 0.5,
  });
}

function setTag(run: Run, tag: string, value: string): () => void {
  const before = run.options.group.tags[tag];
  run.world.autoScaling.putTags(groupName, { [tag]: value });
  return () => {
    if (before === undefined) run.world.autoScaling.deleteTags(groupName, [tag]);
    else run.world.autoScaling.putTags(groupName, { [tag]: before });
  };
}

function refresh(run: Run, chance: Random): void {
  const scaleInProtectedInstances = chance.next() < 0.3 ? 'Refresh' : 'Ignore';
  run.world.autoScaling.startInstanceRefresh(groupName, { scaleInProtectedInstances });
}

function terminate(run: Run, chance: Random): void {
  const instanceId = someNode(run, chance);
  if (instanceId !== undefined)
    run.world.autoScaling.terminateInstance({ instanceId, decrement: chance.next() < 0.5 });
}

/** A target-tracking policy of somebody's: every few minutes it nudges the desired capacity by its own lights. */
function runSecondPolicy(run: Run): void {
  const strength = run.options.faults['second-policy'];
  if (strength === undefined) return;
  const chance = run.chanceOf('second-policy');
  const periodMs = Math.round((60 - 50 * strength) * MINUTE_MS);
  const act = (): void => {
    if (run.strength('second-policy') === 0) return;
    run.world.clock.schedule(run.nowMs() + periodMs, act);
    const { desiredCapacity, minSize, maxSize } = run.group();
    const wanted = Math.min(maxSize, Math.max(minSize, desiredCapacity + (chance.next() < 0.5 ? -1 : 1)));
    run.occur('second-policy');
    inPersonsName(run, () =>
      run.world.autoScaling.setDesiredCapacity({ groupName, desiredCapacity: wanted }),
    );
  };
  run.world.clock.schedule(run.times.startMs + periodMs, act);
}

/** At this strength or more the group is opted in when it hurts: its live node is nearly full, and no other waits. */
const WHEN_IT_HURTS = 0.6;
const NEARLY_FULL_SHARE = 0.97;

/** At a full hour of the day; or when it hurts, and by its last hour in any case. */
function adoptAtMidday(run: Run): void {
  const strength = run.options.faults['adopted-midday'];
  if (strength === undefined) return;
  const hours = { first: 6, last: 14 };
  const drawn = run.chanceOf('adopted-midday').integer({ min: hours.first, max: hours.last });
  const atHour = (hour: number) => run.times.startMs + hour * HOUR_MS;
  const waitsForIt = strength >= WHEN_IT_HURTS;
  const adopt = (): void => {
    if (waitsForIt && !hurts(run) && run.nowMs() < atHour(hours.last)) {
      run.world.clock.schedule(run.nowMs() + MINUTE_MS, adopt);
      return;
    }
    run.disturb();
    run.occur('adopted-midday');
    run.world.autoScaling.putTags(groupName, { [MANAGED_TAG]: 'true' });
  };
  run.world.clock.schedule(atHour(waitsForIt ? hours.first : drawn), adopt);
}

function hurts({ tickerplant, options }: Run): boolean {
  const live = tickerplant.live();
  if (!live || [...tickerplant.nodes.values()].some(({ stage }) => stage === 'queued')) return false;
  return live.rows >= NEARLY_FULL_SHARE * rollRowsOf(options.group, live.memory);
}
