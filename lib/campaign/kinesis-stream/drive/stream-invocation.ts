// One invocation that looks at a stream, and what is known of it that it need not know itself.
import type { InvocationFrame } from '../../drive/invocation.ts';
import type { StreamMoment } from '../world/stream-run.ts';

/** One that looks at a stream. Mutable: what happened to it so far. */
export interface StreamInvocation extends InvocationFrame {
  /** The stream when this one last asked for anything. */
  couldKnow?: StreamMoment;
  /** The stream as it was last described to it. */
  described?: StreamMoment;
  /** What it learned was written. */
  hasRecorded: boolean;
}
