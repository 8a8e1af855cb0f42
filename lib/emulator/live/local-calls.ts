// `/_local/…`: what the local AWS can be asked besides AWS's calls. Each takes JSON and answers JSON; what it does, it does now,
// also while time stands still. What can be broken: fault-kinds.ts. What `state` tells: live-state.ts.
import * as z from 'zod';
import type { Breakable } from './fault-kinds.ts';
import { FAULT_KINDS, FAULT_NAMES } from './fault-kinds.ts';
import type { LiveState } from './live-state.ts';
import { SPEED_MAX, SPEED_MIN, type PacedClock } from './paced-clock.ts';

/** A call that cannot be done as it was asked, in words for whoever asked. */
export class LocalCallError extends Error {
  override readonly name = 'LocalCallError';
  readonly status: number;
  constructor(message: string, status = 400, options: ErrorOptions = {}) {
    super(message, options);
    this.status = status;
  }
}

/** By name, as in the path. */
export type LocalCalls = Readonly<Record<string, (body: unknown) => Promise<object>>>;

export interface LocalCallsParts extends Breakable {
  readonly paced: PacedClock;
  readonly state: () => LiveState;
  /** Opens the window in which surplus nodes are retired, as the schedule does at the planned end of day. */
  readonly openScaleIn: () => Promise<void>;
}

const NODES = ['live', 'queued', 'rolled', 'flushed'] as const;
const MINUTES_MAX = 24 * 60;
const TIMES_MAX = 10_000;

const group = z.string().optional();
const node = z
  .union([z.enum(NODES), z.string().regex(/^i-[0-9a-f]+$/)])
  .transform((given) => NODES.find((one) => one === given) ?? { instanceId: given })
  .optional();

const faultRequest = z.strictObject({
  kind: z.enum(FAULT_NAMES as [string, ...string[]]).transform((kind) => kind as keyof typeof FAULT_KINDS),
  group,
  node,
  minutes: z.number().positive().max(MINUTES_MAX).default(10),
  action: z.string().min(1).default('*'),
  times: z.number().int().positive().max(TIMES_MAX).default(1),
});
const groupRequest = z.strictObject({ group });
const speedRequest = z.strictObject({ speed: z.number().min(SPEED_MIN).max(SPEED_MAX) });
const nothing = z.strictObject({});

export function createLocalCalls(parts: LocalCallsParts): LocalCalls {
  const { world, paced } = parts;

  function groupOf(given: string | undefined): string {
    const names = [...world.tickerplants.keys()];
    const name = given ?? names[0] ?? '';
    if (world.tickerplants.has(name)) return name;
    throw new LocalCallError(`there is no group "${name}"; there are ${names.join(', ')}`, 404);
  }

  return {
    fault: call(faultRequest, async ({ kind, group: given, node: asked, ...rest }) => {
      const groupName = groupOf(given);
      if (typeof asked === 'object' && !world.tickerplants.get(groupName)?.nodes.has(asked.instanceId))
        throw new LocalCallError(`the group ${groupName} has no node ${asked.instanceId}`, 404);
      const chosen = { node: asked ?? 'live', isNodeNamed: asked !== undefined };
      await FAULT_KINDS[kind].strike(parts, { groupName, ...chosen, ...rest });
      await paced.settle();
      return { fault: kind, group: groupName };
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

/** Pairs a schema with its call; what does not fit is said with what is allowed. */
function call<S extends z.ZodType>(schema: S, carryOut: (request: z.output<S>) => Promise<object>) {
  return async (body: unknown): Promise<object> => {
    const parsed = schema.safeParse(body, { reportInput: true });
    if (parsed.success) return carryOut(parsed.data);
    const problems = parsed.error.issues.map(
      ({ path, input, message }) =>
        `${path.length > 0 ? path.join('.') : 'the body'} is ${JSON.stringify(input) ?? 'missing'}: ${message}`,
    );
    throw new LocalCallError(problems.join('; '));
  };
}
