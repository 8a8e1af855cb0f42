// What a look at a group shows after its live RDB was broken. Pure; the limits are the plan's.
import { MINUTE_MS } from '../../../core/units.ts';
import { answerQuestion, type Answer } from '../../../routing/answer-question.ts';
import type { KnownNode, Route } from '../../../routing/route.ts';
import type { Group } from '../../../targets/rdb-group/domain/group.ts';
import type { Showing } from '../../drill/drill.ts';
import { countData } from './count-data.ts';
import type { GroupGlance, GroupSight } from './group-sight.ts';

export interface Following {
  readonly before: GroupSight;
  readonly victim: KnownNode | undefined;
  readonly glance: GroupGlance;
  readonly earlier: readonly GroupGlance[];
}

/** Rows that do not come for so long, from a server that says that it is not busy, do not come. */
const STANDS_STILL_MS = MINUTE_MS;

export function followLiveRdb({ before, victim, glance, earlier }: Following): Showing {
  const { group } = glance;
  // A route of before the injection tells nothing of what followed.
  const route = glance.route && glance.route.asOfMs > before.atMs ? glance.route : undefined;
  const next = route && nextLive(route, victim);
  const count = route && before.route && countData(before.route, route);
  const detected = whyDetected(group, route, victim);
  const replaced = group && whoReplaces(before.group, group, victim);
  const answer = route && answerWithout(route, victim, glance.atMs);
  const caughtUp = next?.status === 'ready' && count && hasCaughtUp(count.found, { before, glance, earlier });
  return {
    come: {
      ...(detected !== undefined && { detected }),
      ...(next && { writable: `${next.nodeId} is live` }),
      ...(answer?.complete && { queryable: answerText(answer, route, victim) }),
      ...(caughtUp && {
        caughtUp: `${count.found.toLocaleString('en-US')} of ${count.expected.toLocaleString('en-US')} ${count.unit} are there`,
      }),
      ...(replaced !== undefined && { replaced }),
    },
    ...(count && { count }),
    notes: [
      ...(next?.status === 'busy' ? [`${next.nodeId} is busy: it reads the log`] : []),
      ...(answer && !answer.complete
        ? answer.notes.map((note) => `where its data is, is not known for sure: ${note}`)
        : []),
    ],
  };
}

/**
 * The answer to whoever leaves out the one that was broken. What is dead cannot say that it holds nothing, so that answers about
 * all rows name it, and are not complete, as long as its hook keeps it; who broke it knows.
 */
function answerWithout(route: Route, victim: KnownNode | undefined, nowMs: number): Answer {
  const nodes = route.nodes.filter(({ nodeId }) => nodeId !== victim?.nodeId);
  return answerQuestion({ ...route, nodes }, {}, nowMs);
}

function answerText({ nodes }: Answer, route: Route | undefined, victim: KnownNode | undefined): string {
  const isNamed = route?.nodes.some(({ nodeId }) => nodeId === victim?.nodeId);
  const but = isNamed
    ? `, but for ${victim?.nodeId ?? ''}, which is named until Auto Scaling has ended it`
    : '';
  return `a complete answer of ${nodes.length} server${nodes.length === 1 ? '' : 's'}${but}`;
}

/** Not the one that was broken, unless its process is back and was given the turn again. */
function nextLive({ nodes }: Route, victim: KnownNode | undefined): KnownNode | undefined {
  const live = nodes.filter(({ role, nodeId }) => role === 'live' && nodeId !== victim?.nodeId);
  return live.length === 1 ? live[0] : undefined;
}

function whyDetected(
  group: Group | undefined,
  route: Route | undefined,
  victim: KnownNode | undefined,
): string | undefined {
  const node = group?.nodes.find(({ instanceId }) => instanceId === victim?.nodeId);
  if (group && !node) return 'Auto Scaling shows it no more';
  if (node && node.stage !== 'in-service') return `Auto Scaling says ${node.lifecycleState}`;
  const known = route?.nodes.find(({ nodeId }) => nodeId === victim?.nodeId);
  if (route && (!known || known.role !== 'live')) return 'the latest look no longer takes it for live';
  return known?.status === 'silent' ? 'the latest look found it silent' : undefined;
}

/** One that was not there, once there are as many as before. */
function whoReplaces(before: Group, now: Group, victim: KnownNode | undefined): string | undefined {
  const inService = (group: Group) =>
    group.nodes.filter(({ stage, instanceId }) => stage === 'in-service' && instanceId !== victim?.nodeId);
  const known = new Set(before.nodes.map(({ instanceId }) => instanceId));
  const fresh = inService(now).find(({ instanceId }) => !known.has(instanceId));
  const hadCount = inService(before).length + 1;
  return fresh && inService(now).length >= hadCount ? `${fresh.instanceId} is in service` : undefined;
}

/** All is there; or what is there has stood still, so that no more comes. */
function hasCaughtUp(found: number, { before, glance, earlier }: Omit<Following, 'victim'>): boolean {
  const { route } = before;
  const count = route && glance.route && countData(route, glance.route);
  if (!route || !count || !glance.route) return false;
  if (count.found >= count.expected) return true;
  const { asOfMs } = glance.route;
  return earlier.some(
    (one) =>
      one.route !== undefined &&
      one.route.asOfMs > before.atMs &&
      one.route.asOfMs <= asOfMs - STANDS_STILL_MS &&
      countData(route, one.route)?.found === found &&
      one.route.nodes.some(({ role, status }) => role === 'live' && status === 'ready'),
  );
}
