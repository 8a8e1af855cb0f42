// For functions that hand on what they have no time for: the port on which they do so, made once per process.
import type { NextInvocation } from '../lib/ports/next-invocation.ts';
import { wireNextInvocation } from '../lib/wiring/wire-next-invocation.ts';
import { createInvocationPorts, invocationParts, type Invocation } from './invocation-ports.ts';
import type { ServedPorts } from './lambda-handler.ts';

let nextInvocation: NextInvocation | undefined;

/** Nothing outside Lambda. As `createInvocationPorts`. */
export function nextInvocationOf(invocation: Invocation): Pick<ServedPorts, 'nextInvocation'> {
  nextInvocation ??= wireNextInvocation(invocationParts(invocation));
  return nextInvocation ? { nextInvocation } : {};
}

/** Those of groups, and this. As `createInvocationPorts`. */
export function createHandingOnPorts(invocation: Invocation): ServedPorts {
  return { ...createInvocationPorts(invocation), ...nextInvocationOf(invocation) };
}
