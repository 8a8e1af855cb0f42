// Telling gateways where a group's data is, over q IPC. Told by ../act/gateways/push-route.ts; sent by the Lambda in the VPC
// (lib/aws/rdb-group/lambda-gateways.ts → functions/probe.ts → lib/kdb/push/push-to-gateways.ts).
import type { Route } from '../../../routing/route.ts';
import type { ProbeFailure, RdbAccess, ReadAddresses, ReadRdbAccess } from './probe.ts';

/** One call: gateways that are let in alike. Plain JSON; it crosses the wire to the probe function. */
export interface PushRequest {
  /** At most `GATEWAYS_MAX`. */
  readonly gateways: readonly GatewayAddress[];
  readonly route: Route;
  /** As of which it is told whether the route is complete, ms since the epoch. */
  readonly nowMs: number;
  /** How to be let in. Never logged. */
  readonly access?: RdbAccess;
  /** For each gateway, all in all; default `PUSH_DEADLINE_DEFAULT_MS`. */
  readonly deadlineMs?: number;
}

export interface GatewayAddress {
  readonly instanceId: string;
  /** Private address or host name. */
  readonly host: string;
  readonly port: number;
}

/** Whether a gateway has taken the message, or why not. One answer for each, in their order. */
export type PushAnswer =
  | { readonly kind: 'pushed'; readonly instanceId: string }
  | { readonly kind: 'failed'; readonly instanceId: string; readonly failure: ProbeFailure };

export interface Gateways {
  readonly readAddresses: ReadAddresses;
  /** Here `groupName` is the gateways' own: a secret is sent to hosts of groups that it names, and to no others. */
  readonly readAccess: ReadRdbAccess;
  /**
   * Sends to all, side by side; one that cannot be reached is an answer, never an exception.
   * Throws `PortError` when the channel itself gave no complete answer.
   */
  send(request: PushRequest): Promise<readonly PushAnswer[]>;
  /** Told after each push what kept it from gateways, a sentence each; none if it has reached all. */
  readonly onPushed: (groupName: string, problems: readonly string[]) => void;
}

/** All of them are sent to at once, so that a push lasts no longer than its deadline. */
export const GATEWAYS_MAX = 128;
export const PUSH_DEADLINE_DEFAULT_MS = 2_000;
