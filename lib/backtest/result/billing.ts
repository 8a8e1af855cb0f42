// What a server's time is billed as: from its launch, to the second, a minute at the least, and what its shutting down
// takes. One rule for all policies and yardsticks.
//
//   launch          call that ends it          EC2: shutting-down
//     |--------- works, waits ---|--- shutdown ---|
//     |------------------- billed ----------------|
//
// Sources:
// - https://aws.amazon.com/about-aws/whats-new/2017/10/announcing-amazon-ec2-per-second-billing/ ("billed on one second
//   increments, with a minimum of 60 seconds")
// - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html (`running` is billed, `pending` and
//   `shutting-down` are not: the seconds of `pending` are counted here all the same, as they are part of what a spare takes)
// - https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks-overview.html (a terminating hook keeps the
//   instance running while it waits)
import { MINUTE_MS, SECOND_MS } from '../../core/units.ts';

/** The least that EC2 bills of an instance. */
export const BILLED_MIN_MS = MINUTE_MS;

const BILLED_STEP_MS = SECOND_MS;

/** A node's life, ms since the epoch. */
export interface Lifetime {
  readonly launchedAtMs: number;
  /** The call that ends it; with its end, where nothing held it. */
  readonly terminatingAtMs?: number;
  /** No hook holds it any more. */
  readonly terminatedAtMs?: number;
}

export interface BillingTerms {
  /** From the call that ends a node until EC2 stops billing it, at the least. */
  readonly shutdownMs: number;
  /** Nodes that still run are billed until then. */
  readonly lastDayEndMs: number;
}

/** When billing of a node ends, ms since the epoch. One that outlives the last day owes no minimum yet. */
export function billedUntilMs(
  { launchedAtMs, terminatingAtMs, terminatedAtMs }: Lifetime,
  { shutdownMs, lastDayEndMs }: BillingTerms,
): number {
  if (terminatedAtMs === undefined) return Math.max(lastDayEndMs, launchedAtMs);
  // A hook that held it for longer is billed as it was.
  const endedAtMs = Math.max(terminatedAtMs, (terminatingAtMs ?? terminatedAtMs) + shutdownMs);
  const ranMs = Math.max(0, endedAtMs - launchedAtMs);
  const billedMs = Math.max(BILLED_MIN_MS, Math.ceil(ranMs / BILLED_STEP_MS) * BILLED_STEP_MS);
  return launchedAtMs + billedMs;
}
