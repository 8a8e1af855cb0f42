// The one thing that breaks a server on purpose: by a person, in a drill. No cycle has it, and no function its permissions.
// The adapter: lib/aws/rdb-group/server-breaker.ts.
import type { Outcome } from '../../../core/outcome.ts';

/**
 * `terminate` and `stop-instance`: EC2's calls, past Auto Scaling, its hooks and its protection; `stop-process`: the process is
 * killed, and the server stays.
 */
export const WAYS_TO_BREAK = ['terminate', 'stop-instance', 'stop-process'] as const;
export type WayToBreak = (typeof WAYS_TO_BREAK)[number];

/** `port`: of the process, where that alone is killed. Sent once; says what became of it. */
export interface ServerBreaker {
  breakServer(order: {
    readonly instanceId: string;
    readonly how: WayToBreak;
    readonly port: number;
  }): Promise<Outcome>;
}
