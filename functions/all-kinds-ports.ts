// The ports of the functions that serve every kind of target: made once per process, on the same clients.
import { KINDS } from '../lib/wiring/kinds.ts';
import type { OpenKind } from '../lib/wiring/served-kind.ts';
import { createInvocationPorts, invocationParts, type Invocation } from './invocation-ports.ts';
import type { ServedPorts } from './lambda-handler.ts';
import { nextInvocationOf } from './next-invocation.ts';

let kinds: readonly OpenKind[] | undefined;

/** Throws if the environment does not name the state table. */
export function createAllKindsPorts(invocation: Invocation): ServedPorts {
  const groups = createInvocationPorts(invocation);
  const parts = invocationParts(invocation);
  kinds ??= KINDS.map((kind) => kind.open(parts));
  return { ...groups, kinds };
}

/** For the tick, which hands on what it has no time for. As `createAllKindsPorts`. */
export function createTickPorts(invocation: Invocation): ServedPorts {
  return { ...createAllKindsPorts(invocation), ...nextInvocationOf(invocation) };
}
