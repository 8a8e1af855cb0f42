// What stands in the way of any change now, though the cluster is available: one of AWS's windows, or load beyond what AWS
// advises for a resharding, which replicas wait for as well.
import { reason, type Reason } from '../../../../core/reason.ts';
import { cpuRule } from '../../domain/limits.ts';
import { windowWithin } from '../../domain/windows.ts';
import type { Assessment } from '../assess.ts';
import { percentText } from './rule.ts';

/** `withinMs`: how long the window must be away; 0 where it must only not be open. */
export function whyInWindow(
  { question: { cluster, nowMs } }: Assessment,
  { withinMs }: { readonly withinMs: number },
): Reason | undefined {
  const window = windowWithin(cluster, nowMs, withinMs);
  if (!window) return undefined;
  const text = `AWS's ${window.name} window (${window.text} UTC) is open${withinMs > 0 ? ', or would be before it is done' : ''}`;
  return reason('window', text, { window: window.name, hours: window.text });
}

export function whyBusy({ memory, question: { cluster } }: Assessment): Reason | undefined {
  if (!memory?.isBusy) return undefined;
  const { maxPercent } = cpuRule(cluster.nodeType);
  const { cpuPercent } = memory;
  const text =
    cpuPercent === undefined
      ? 'Not every primary says how busy it is'
      : `A primary's CPU is ${percentText(cpuPercent)} busy, and AWS advises against resharding above ${maxPercent} %`;
  return reason('busy', text, { cpuPercent: cpuPercent ?? null, maxPercent });
}
