// A request to break something, read: its shape, that it asks for nothing its kind does not heed, and whom it means.
import * as z from 'zod';
import { ACTION_ROWS } from '../action-table.ts';
import type { World } from '../../sim/world.ts';
import { FAULT_KINDS, FAULT_NAMES, type AskedFault, type FaultKind } from './fault-kinds.ts';
import { LocalCallError } from './local-call-error.ts';

const NODES = ['live', 'queued', 'rolled', 'flushed'] as const;
const MINUTES_MAX = 24 * 60;
const MINUTES_DEFAULT = 10;
const TIMES_MAX = 10_000;

export const faultRequest = z.strictObject({
  kind: z.enum(FAULT_NAMES as [string, ...string[]]).transform((kind) => kind as keyof typeof FAULT_KINDS),
  group: z.string().optional(),
  node: z
    .string()
    .refine((given) => NODES.some((one) => one === given) || /^i-[0-9a-f]+$/.test(given), {
      error: `expected ${NODES.join(', ')} or an instance id`,
    })
    .optional(),
  minutes: z.number().positive().max(MINUTES_MAX).optional(),
  action: z
    .string()
    .refine(isKnownAction, { error: 'expected "*", or an action that docs/emulator.md lists' })
    .optional(),
  times: z.number().int().positive().max(TIMES_MAX).optional(),
});

/** `SetDesiredCapacity`, or `dynamodb:UpdateItem` where two services share a name. */
function isKnownAction(given: string): boolean {
  return (
    given === '*' ||
    ACTION_ROWS.some(({ service, action }) => given === action || given === `${service}:${action}`)
  );
}

/** Throws `LocalCallError` for what the kind does not heed, and where nobody is whom it would strike. */
export function askedFault(
  request: z.output<typeof faultRequest>,
  { groupName, world }: { readonly groupName: string; readonly world: World },
): AskedFault {
  const { kind, minutes = MINUTES_DEFAULT, action = '*', times = 1 } = request;
  const { heeds, isOfOneNode, isOfServers }: FaultKind = FAULT_KINDS[kind];
  const unheeded = Object.keys(request).filter((field) => field !== 'kind' && !isAmong(heeds, field));
  if (unheeded.length > 0)
    throw new LocalCallError(
      `the fault ${kind} does not go by ${unheeded.join(', ')}, only by ${heeds.join(', ')}`,
    );
  if (request.group !== undefined && !isOfServers && !world.tickerplants.has(groupName))
    throw new LocalCallError(`the servers of ${groupName} run no RDBs, which ${kind} would strike`, 409);
  const node = request.node ?? (isOfOneNode ? 'live' : undefined);
  const instanceId = node === undefined ? undefined : nodeOf(world, { groupName, node });
  return { groupName, minutes, action, times, ...(instanceId !== undefined && { instanceId }) };
}

/** The first node that is so, or the one with that id. */
function nodeOf(world: World, { groupName, node }: { groupName: string; node: string }): string {
  const found = stagesOf(world, groupName).find(
    ({ stage, instanceId }) => stage === node || instanceId === node,
  );
  if (found) return found.instanceId;
  if (node.startsWith('i-')) throw new LocalCallError(`the group ${groupName} has no node ${node}`, 404);
  throw new LocalCallError(`no node of the group ${groupName} is ${node} now: nothing is broken`, 409);
}

/** The nodes as they are; of a group without RDBs, those in service as live. */
function stagesOf(world: World, groupName: string): readonly { stage: string; instanceId: string }[] {
  const tickerplant = world.tickerplants.get(groupName);
  if (tickerplant) return [...tickerplant.nodes.values()];
  const [group] = world.autoScaling.describeGroups([groupName]);
  const instances = [...(group?.instances.values() ?? [])];
  return instances.map(({ instanceId, lifecycleState }) => ({
    instanceId,
    stage: lifecycleState === 'InService' ? 'live' : lifecycleState,
  }));
}

function isAmong(all: readonly string[], one: string): boolean {
  return all.includes(one);
}
