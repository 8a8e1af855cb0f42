// What a kind of target is opened with for an operator's commands, and how it is told of in the table of kinds.
import type { OpenScheduler } from '../aws/scheduler-client.ts';
import type { TakenRole } from '../aws/drill-role.ts';
import type { OpenStackClients } from '../aws/stack/stack-clients.ts';
import type { KindWords, OperatedKind } from '../operate/operated-kind.ts';
import type { WiringParts } from './wire-cycle.ts';

export interface OperatorParts extends WiringParts {
  /** Loaded when first used: only `doctor` reads schedules. */
  readonly scheduler: OpenScheduler;
  /** Loaded when first used: for the deployed stack, and for its logs. */
  readonly stackClients: OpenStackClients;
  /** What breaks something on purpose is called with it; without it with the credentials of everything else. */
  readonly drillRole?: TakenRole;
}

/** One line of the table. */
export interface KindEntry {
  readonly words: KindWords;
  /** Sends nothing yet. */
  readonly open: (parts: OperatorParts) => OperatedKind;
}
