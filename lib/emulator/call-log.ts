// Every call that arrived, who made it and about what. Counts for the demo's summary and the budgets;
// the calls themselves for checking IAM policies against what each function really does.

/** One call to the emulated AWS, faulty ones included. */
export interface RecordedCall {
  /** By its access key: the function's name, `assumed-role/<role>/<session>`, or `unknown`. */
  readonly caller: string;
  /** IAM's service prefix: `autoscaling`, `ec2`, `cloudwatch`, `dynamodb`, `events`, … */
  readonly service: string;
  readonly action: string;
  /** The request as parsed: strings throughout in the query protocols. */
  readonly params: unknown;
  readonly atMs: number;
  /** HTTP status answered; 0 when the connection was dropped instead. */
  readonly status: number;
}

export interface CallLog {
  readonly record: (call: RecordedCall) => void;
  /** Calls in the order in which they were answered; the latest `callsKept` only. */
  readonly calls: () => readonly RecordedCall[];
  /** Calls per action since the start or the last `reset`: `{ SetDesiredCapacity: 3 }`. */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly reset: () => void;
}

/** A simulated day makes some 20,000 calls, of 2.5 KB each as they are kept. */
const CALLS_KEPT = 100_000;

export interface CallLogOptions {
  /** Told of each call, once it is answered. */
  readonly onCall?: (call: RecordedCall) => void;
  /** 100,000 by default. */
  readonly callsKept?: number;
}

export function createCallLog({ onCall, callsKept = CALLS_KEPT }: CallLogOptions = {}): CallLog {
  let calls: RecordedCall[] = [];
  let counts = new Map<string, number>();
  return {
    record: (call) => {
      if (calls.length >= 2 * callsKept) calls = calls.slice(-callsKept);
      calls.push(call);
      counts.set(call.action, (counts.get(call.action) ?? 0) + 1);
      onCall?.(call);
    },
    calls: () => calls.slice(-callsKept),
    counts: () => Object.fromEntries([...counts].sort(([left], [right]) => left.localeCompare(right))),
    reset: () => {
      calls = [];
      counts = new Map();
    },
  };
}

/** Length of a real access key id. */
const ACCESS_KEY_LENGTH = 20;

/**
 * The fake access key id of a function: `on-tick` → `AKIAONTICK0000000000`. A function whose SDK clients
 * are given this id (by `AWS_ACCESS_KEY_ID` or credentials) is named in the log.
 */
export function accessKeyIdOf(functionName: string): string {
  const letters = functionName.toUpperCase().replace(/[^A-Z]/g, '');
  return `AKIA${letters}`.padEnd(ACCESS_KEY_LENGTH, '0').slice(0, ACCESS_KEY_LENGTH);
}
