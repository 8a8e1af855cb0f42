// The probe function's event, checked by hand: a validation library would be half of its zip, and its
// messages quote what they refuse, which here may be a password. What gateways are sent: parse-push-request.ts.
import {
  PROBE_DEADLINE_MAX_MS,
  PROBE_TARGETS_MAX,
  type ProbeRequest,
  type ProbeTarget,
  type RdbAccess,
} from '../targets/rdb-group/ports/probe.ts';
import { bad, objectAt, textAt, wholeAt } from './check-event.ts';

const PROCESSES_MAX = 64;
const QUERY_LENGTH_MAX = 16_384;
const ACCESS_FIELDS = ['username', 'password'] as const;
const TLS_FIELDS = ['ca', 'cert', 'key', 'serverName'] as const;

/** The request, if the event is one. Throws `KdbError` (`bad-request`) naming the field and what it may be. */
export function parseProbeRequest(event: unknown): ProbeRequest {
  const request = objectAt(event, 'event');
  const { targets, access, deadlineMs } = request;
  if (!Array.isArray(targets) || targets.length > PROBE_TARGETS_MAX) {
    throw bad('targets', `a list of at most ${PROBE_TARGETS_MAX}`);
  }
  return {
    targets: targets.map((target: unknown, i) => parseTarget(target, `targets[${i}]`)),
    ...(access !== undefined && { access: parseAccess(access) }),
    ...(deadlineMs !== undefined && {
      deadlineMs: wholeAt(deadlineMs, 'deadlineMs', { min: 1, max: PROBE_DEADLINE_MAX_MS }),
    }),
  };
}

function parseTarget(given: unknown, at: string): ProbeTarget {
  const target = objectAt(given, at);
  const query = objectAt(target['query'], `${at}.query`);
  const processes = wholeAt(target['processes'], `${at}.processes`, { min: 1, max: PROCESSES_MAX });
  return {
    instanceId: textAt(target['instanceId'], `${at}.instanceId`, 64),
    host: textAt(target['host'], `${at}.host`, 255),
    port: wholeAt(target['port'], `${at}.port`, { min: 1, max: 65_535 - processes + 1 }),
    processes,
    query: {
      name: textAt(query['name'], `${at}.query.name`, 256),
      text: textAt(query['text'], `${at}.query.text`, QUERY_LENGTH_MAX),
    },
  };
}

/** Checks what a secret holds; used on the caller's side too. Throws `KdbError` without quoting it. */
export function parseAccess(given: unknown): RdbAccess {
  const access = objectAt(given, 'access');
  const tls = access['tls'] === undefined ? undefined : objectAt(access['tls'], 'access.tls');
  return {
    ...texts(access, 'access', ACCESS_FIELDS),
    ...(tls && { tls: texts(tls, 'access.tls', TLS_FIELDS) }),
  };
}

function texts<Name extends string>(
  from: Readonly<Record<string, unknown>>,
  at: string,
  names: readonly Name[],
): { readonly [N in Name]?: string } {
  const found: { [N in Name]?: string } = {};
  for (const name of names) {
    const value = from[name];
    if (value === undefined) continue;
    if (typeof value !== 'string') throw bad(`${at}.${name}`, 'a text');
    found[name] = value;
  }
  return found;
}
