// `/_local/…`: what the local AWS can be asked besides AWS's calls. Each takes JSON and answers JSON; what it does, it does now,
// also while time stands still. What can be broken: fault-kinds.ts. What `state` tells: live-state.ts.
import * as z from 'zod';
import { askedFault, faultRequest } from './asked-fault.ts';
import type { Breakable } from './fault-kinds.ts';
import { FAULT_KINDS, FAULT_NAMES, type FaultKind } from './fault-kinds.ts';
import type { LastingFaults } from './lasting-faults.ts';
import { otherGroupsOf, type LiveState } from './live-state.ts';
import { LocalCallError } from './local-call-error.ts';
import { SPEED_MAX, SPEED_MIN, type PacedClock } from './paced-clock.ts';

/** By name, as in the path. */
export type LocalCalls = Readonly<Record<string, (body: unknown) => Promise<object>>>;

export interface LocalCallsParts extends Breakable {
  readonly paced: PacedClock;
  readonly faults: LastingFaults;
  readonly state: () => LiveState;
  /** Opens the window in which surplus nodes are retired, as the schedule does at the planned end of day. */
  readonly openScaleIn: () => Promise<void>;
}

const group = z.string().optional();
const groupRequest = z.strictObject({ group });
const mendRequest = z.strictObject({
  group,
  id: z.number().int().positive().optional(),
  kind: z.enum(FAULT_NAMES as [string, ...string[]]).optional(),
});
const speedRequest = z.strictObject({ speed: z.number().min(SPEED_MIN).max(SPEED_MAX) });
const nothing = z.strictObject({});

export function createLocalCalls(parts: LocalCallsParts): LocalCalls {
  const { world, paced } = parts;

  /** One of RDBs, unless it may be any. */
  function groupOf(given: string | undefined, which: 'of-rdbs' | 'any' = 'of-rdbs'): string {
    const ofRdbs = [...world.tickerplants.keys()];
    const others = which === 'any' ? otherGroupsOf(world).map(({ name }) => name) : [];
    const names = [...ofRdbs, ...others];
    const name = given ?? names[0] ?? '';
    if (names.includes(name)) return name;
    throw new LocalCallError(`there is no group "${name}"; there are ${names.join(', ')}`, 404);
  }

  return {
    fault: call(faultRequest, async (request) => {
      const { kind } = request;
      const asked = askedFault(request, { groupName: groupOf(request.group, 'any'), world });
      const { groupName, instanceId } = asked;
      const { heeds, strike }: FaultKind = FAULT_KINDS[kind];
      const lasts = await strike(parts, asked);
      const struck = {
        ...(heeds.includes('group') && { group: groupName }),
        ...(instanceId !== undefined && { node: instanceId }),
      };
      if (lasts) parts.faults.add({ kind, ...struck, ...lasts });
      await paced.settle();
      const { untilMs } = lasts ?? {};
      return { fault: kind, ...struck, ...(untilMs !== undefined && { until: isoTime(untilMs) }) };
    }),
    mend: call(mendRequest, async (which) => {
      if (which.group !== undefined) groupOf(which.group, 'any');
      const mended = await parts.faults.mend(which);
      await paced.settle();
      if (mended.length > 0 || Object.keys(which).length === 0) return { mended };
      const asked = Object.entries(which).map(([name, given]) => `${name} ${given}`);
      throw new LocalCallError(`no fault lasts with the ${asked.join(' and the ')}: nothing to mend`, 409);
    }),
    roll: call(groupRequest, async ({ group: given }) => {
      const groupName = groupOf(given);
      const rolled = world.tickerplants.get(groupName)?.rollNow() === true;
      await paced.settle();
      if (!rolled) throw new LocalCallError(`nobody waits in the queue of ${groupName}: nothing rolled`, 409);
      return { rolled: groupName, live: world.tickerplants.get(groupName)?.live()?.instanceId };
    }),
    'end-of-day': call(groupRequest, async ({ group: given }) => {
      const names = given === undefined ? [...world.tickerplants.keys()] : [groupOf(given)];
      for (const name of names) world.tickerplants.get(name)?.endDayNow();
      await parts.openScaleIn();
      await paced.settle();
      return { ended: names };
    }),
    pause: call(nothing, async () => {
      paced.pause();
      return paced.pace();
    }),
    resume: call(nothing, async () => {
      paced.resume();
      return paced.pace();
    }),
    speed: call(speedRequest, async ({ speed }) => {
      paced.setSpeed(speed);
      return paced.pace();
    }),
    state: call(nothing, async () => parts.state()),
  };
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Pairs a schema with its call; what does not fit is said with what is allowed. */
function call<S extends z.ZodType>(schema: S, carryOut: (request: z.output<S>) => Promise<object>) {
  return async (body: unknown): Promise<object> => {
    const parsed = schema.safeParse(body, { reportInput: true });
    if (parsed.success) return carryOut(parsed.data);
    const problems = parsed.error.issues.map((issue) => problemOf(schema, issue));
    throw new LocalCallError(problems.join('; '));
  };
}

function problemOf(schema: z.ZodType, issue: z.core.$ZodIssue): string {
  const where = issue.path.length > 0 ? issue.path.join('.') : 'the body';
  if (issue.code === 'unrecognized_keys') {
    const known = schema instanceof z.ZodObject ? Object.keys(schema.shape).join(', ') : '';
    const there = known === '' ? 'this call takes none' : `there are ${known}`;
    return `${where} has ${issue.keys.map((key) => `"${key}"`).join(', ')}, which nothing heeds; ${there}`;
  }
  return `${where} is ${JSON.stringify(issue.input) ?? 'missing'}: ${issue.message}`;
}
