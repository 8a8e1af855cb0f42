// Why no server of a group may be broken now: the group must be as it is on a quiet day, with a spare that waits and everything
// that keeps data in place. Pure; sentences.
import { whyMarketMayBeOpen } from '../../../drill/market-hours.ts';
import { parseDrillTags } from '../../../drill/drill-tags.ts';
import { isInOwnersWindow, sentenceOf, whyOwnerForbids } from '../../../drill/why-not-now.ts';
import { activeNodes, isManaged, ourHook } from '../../../targets/rdb-group/domain/group.ts';
import { terminatingHooks } from '../adoption/group-changes.ts';
import { tellsData } from './count-data.ts';
import type { GroupSight } from './group-sight.ts';

/** Of every drill of a group. */
export function whyNotGroup(sight: GroupSight): readonly string[] {
  const owners = ownersWord(sight);
  return [
    ...whyOwnerForbids(owners),
    ...ofMarket(sight),
    ...ofManagement(sight),
    ...ofSettings(sight),
    ...ofServers(sight),
    ...ofData(sight),
  ];
}

/** Of the live server alone: its slice is gone, and comes back by the log or not at all. */
export function whyNotLive(sight: GroupSight): readonly string[] {
  const { tags } = ownersWord(sight);
  return [
    ...(tags.isReplayTested || tags.problems.some(({ tag }) => tag === 'spillway:replay')
      ? []
      : [
          'its tag spillway:replay is not "tested": what the live server holds comes back by a replay of the log alone, which must have been tried before',
        ]),
    ...(hasSpare(sight) ? [] : ['no spare waits in the queue: nobody would take over']),
  ];
}

export function ownersWord({ group, calendar, atMs }: GroupSight) {
  return { tags: parseDrillTags(group.tags), calendar, nowMs: atMs };
}

function ofMarket(sight: GroupSight): readonly string[] {
  const { calendar, atMs: nowMs, lastEndOfDayMs } = sight;
  const open = whyMarketMayBeOpen({
    calendar,
    nowMs,
    ...(lastEndOfDayMs !== undefined && { lastEndOfDayMs }),
    isInOwnersWindow: isInOwnersWindow(ownersWord(sight)),
  });
  return open === undefined ? [] : [open];
}

function ofManagement({ group, policy, atMs, status }: GroupSight): readonly string[] {
  if (!isManaged(group))
    return ['it is not tagged spillway:managed = true: nobody would replace what is broken'];
  if (!policy.ok) return policy.problems.map(sentenceOf);
  const { mode, pauseUntilMs } = policy.policy;
  return [
    ...(mode === 'act' ? [] : [`its mode is ${mode}: nobody would replace what is broken`]),
    ...(pauseUntilMs !== undefined && pauseUntilMs > atMs
      ? [`it is paused until ${new Date(pauseUntilMs).toISOString()}`]
      : []),
    ...(status.attention.length > 0 ? [`it has trouble already: ${status.attention.join(', ')}`] : []),
  ];
}

function ofSettings({ group, settings, refreshes }: GroupSight): readonly string[] {
  const running = refreshes.filter(({ status }) => /^(Pending|InProgress|Baking|Rollback)/.test(status));
  const hook = ourHook(group, terminatingHooks(settings.hooks));
  return [
    ...(hook ? [] : ['it has no terminating hook of Spillway (spillway adopt)']),
    ...(hook && hook.defaultResult !== 'ABANDON'
      ? [
          `its terminating hook ${hook.name} lets a server go where nobody answers: its default result is ${hook.defaultResult}`,
        ]
      : []),
    ...(group.retainsOnAbandon ? [] : ['a server whose hook is abandoned is not retained (spillway adopt)']),
    ...running.map(({ id, status }) => `an instance refresh is under way: ${id}, ${status}`),
  ];
}

function ofServers({ group, route, status, answer }: GroupSight): readonly string[] {
  const changing = group.nodes.filter(({ stage }) => stage !== 'in-service' && stage !== 'other');
  const suspects = status.nodes.filter(({ suspect }) => suspect).map(({ instanceId }) => instanceId);
  return [
    ...(suspects.length > 0 ? [`suspect: ${suspects.join(', ')}`] : []),
    ...(changing.length > 0
      ? [
          `servers come or go: ${changing.map((node) => `${node.instanceId} is ${node.lifecycleState}`).join(', ')}`,
        ]
      : []),
    ...(activeNodes(group).length === group.desiredCapacity
      ? []
      : [`it has ${activeNodes(group).length} servers, and ${group.desiredCapacity} are asked for`]),
    ...(route ? [] : ['no look has told where its data is: has the tick run?']),
    ...(answer && !answer.complete
      ? [`where its data is, is not known for sure: ${answer.notes.join('; ')}`]
      : []),
  ];
}

function ofData({ route }: GroupSight): readonly string[] {
  if (!route || tellsData(route)) return [];
  return [
    'its servers do not tell which rows they hold, so that nobody could say what is lost: docs/routing.md, "Slices"',
  ];
}

/** In the queue by its own word, in service, and heard in the latest look. */
function hasSpare({ group, route }: GroupSight): boolean {
  const inService = new Set(
    activeNodes(group)
      .filter(({ stage }) => stage === 'in-service')
      .map(({ instanceId }) => instanceId),
  );
  return (route?.nodes ?? []).some(
    ({ nodeId, role, status }) => role === 'queued' && status === 'ready' && inService.has(nodeId),
  );
}
