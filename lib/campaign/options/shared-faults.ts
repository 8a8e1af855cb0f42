// Faults that befall the functions of any kind of target: their calls, their events, their clocks. What befalls the target
// itself has a list for each kind.

/** With what each does. */
export const SHARED_FAULTS = {
  'calls-throttled': 'AWS throttles calls',
  'calls-failed': 'AWS answers calls with an internal error, done or not done',
  'calls-timed-out': 'calls get no answer, done or not done',
  'calls-late': 'changes get no answer and land seconds later',
  'calls-slow': 'calls take seconds, while the world goes on and other functions run',
  'writes-denied': 'for a while every change is refused',
  'reads-refused': 'for a while CloudWatch throttles, or forbids, every read of metrics',
  killed: 'a function ends at one of its calls',
  'between-calls': 'something happens in the world between two calls of one cycle',
  'ticks-lost': 'ticks do not arrive',
  'events-lost': 'alarms, schedules and lifecycle events do not arrive',
  'events-late': 'they arrive minutes late, and so out of order',
  'events-threefold': 'they arrive three times',
  'clock-skew': "functions' clocks differ by seconds",
  'due-ahead': 'a clock hours ahead writes when the target is due',
  'lease-ahead': 'one hours ahead takes the lease, and never gives it back',
} as const;

export type SharedFaultName = keyof typeof SHARED_FAULTS;
