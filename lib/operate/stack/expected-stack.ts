// What a deployed stack consists of, by the names that AWS shows. A test holds these lists to the packaged template.

/** Functions by their own names; AWS's have the stack's name before them. Without the probe a stack has all but the last. */
export const STACK_FUNCTIONS = [
  'on-alarm',
  'on-schedule',
  'on-lifecycle',
  'on-tick',
  'discover',
  'probe',
] as const;

export type StackFunction = (typeof STACK_FUNCTIONS)[number];

export const OPTIONAL_FUNCTION: StackFunction = 'probe';

/** The tick's function, and its schedule's name: by it a stack is found that nobody names. */
export const TICK_FUNCTION: StackFunction = 'on-tick';
export const TICK_SCHEDULE = 'tick';

/** Lambda's name of the runtime that this version is packaged for (serverless.yml). */
export const STACK_RUNTIME = 'nodejs24.x';

/** All of a stack's alarms begin so, and those that `spillway adopt` makes. */
export const ALARM_PREFIX = 'spillway-';

/** Alarms that tell somebody when something is amiss. With the probe there is one more. */
export const TELLING_ALARMS = [
  'spillway-errors-on-alarm',
  'spillway-errors-on-schedule',
  'spillway-errors-on-lifecycle',
  'spillway-errors-on-tick',
  'spillway-errors-discover',
  'spillway-throttles',
  'spillway-dead-letters',
  'spillway-cycles-late',
  'spillway-tick-missing',
  'spillway-cycles-slow',
  'spillway-attention',
] as const;

export const PROBE_ALARM = 'spillway-errors-probe';

/** Alarms that wake the autoscaler, by EventBridge, which needs no action of theirs; they ring on any busy day. */
export const WAKING_ALARMS = [
  'spillway-memory-live',
  'spillway-streams-throttled',
  'spillway-clusters-filling',
] as const;

/** The one of these that a setting leaves out. */
export const OPTIONAL_WAKING_ALARM = 'spillway-memory-agent';

/** What is kept for each function where nothing else is set (lib/settings): what a stack asks of the account. */
export const RESERVED_DEFAULTS: Readonly<Partial<Record<StackFunction, number>>> = {
  'on-alarm': 5,
  'on-schedule': 2,
  'on-lifecycle': 5,
  'on-tick': 3,
  probe: 15,
};

/** AWS's name of a function. */
export function functionNameOf(stackName: string, name: StackFunction): string {
  return `${stackName}-${name}`;
}
