// Carries a call out under a fault, or does not. Next: wire-faults.ts, which says what the faults are.
import { AwsError, NO_ANSWER } from '../../sim/aws/aws-error.ts';
import type { CallFault } from '../../sim/aws/call-gate.ts';
import type { WireReply } from './request.ts';
import { refusalOf, type WireFault } from './wire-faults.ts';

/** A call, ready to be carried out, refused or cut off. */
export interface CallAtRisk {
  readonly call: { readonly service: string; readonly action: string; readonly caller: string };
  readonly carryOut: () => Promise<WireReply>;
  readonly refuse: (refusal: AwsError) => WireReply;
  /** Cuts the connection. */
  readonly drop: () => void;
}

/** The reply to write, or `dropped`: the caller gets none. */
export async function underFault(
  fault: WireFault | undefined,
  { call, carryOut, refuse, drop }: CallAtRisk,
): Promise<WireReply | 'dropped'> {
  if (!fault) return carryOut();
  if (fault.kind === 'error-after') await carryOut();
  const refusal = refusalOf(fault, call);
  if (refusal) return refuse(refusal);
  if (fault.kind === 'hold') await fault.until;
  if (fault.kind === 'land-late') {
    drop();
    await fault.until;
  }
  if (fault.kind === 'reset-before') return 'dropped';
  const reply = await carryOut();
  return fault.kind === 'reset-after' || fault.kind === 'land-late' ? 'dropped' : reply;
}

/** A fault of the world's gate as it looks on the wire: AWS's error, or an answer that never arrives. */
export function gateFault(fault: CallFault | undefined): WireFault | undefined {
  if (!fault) return undefined;
  const { kind, error } = fault;
  const isApplied = kind === 'lose-answer';
  if (!(error instanceof AwsError) || error.httpStatus === NO_ANSWER) {
    return { kind: isApplied ? 'reset-after' : 'reset-before' };
  }
  const { code, message, httpStatus } = error;
  return { kind: isApplied ? 'error-after' : 'error', code, message, status: httpStatus };
}
