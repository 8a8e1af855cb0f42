// Names what keeps the probe from hearing a group's RDBs, and from telling its gateways: once per process and change, not with each tick.
// A function's process lives for hours, and its next one says it anew; between them nothing is remembered.
import { titlesWithout } from '../../domain/tags/report-sources.ts';
import type { FailedChannel } from './combine-telemetry.ts';
import type { GroupProbeFailure } from './probe-telemetry.ts';

/** Groups remembered at once. More, and all are forgotten and named again. */
const GROUPS_KEPT_MAX = 10_000;

export interface ProbeComplaints {
  /** After each read of a group by the probe; no failures if all answered. */
  readonly onRead: (groupName: string, failures: readonly GroupProbeFailure[]) => void;
  /** After each read of a group by two channels: the one that failed as a whole, if any. */
  readonly onChannels: (groupName: string, failed: FailedChannel | undefined) => void;
  /** After each push to a group's gateways: what kept it from some, a sentence each. */
  readonly onPushed: (groupName: string, problems: readonly string[]) => void;
}

/**
 * Writes one structured log line for each kind of failure of a group, when it begins and when other servers
 * are struck by it, and one when all answer again. Never with credentials: no failure's message has any.
 */
export function createProbeComplaints(writeLine: (line: string) => void): ProbeComplaints {
  const failures = createLatest<ReadonlyMap<string, string>>();
  const channels = createLatest<string>();
  const pushes = createLatest<string>();
  const log = (level: 'INFO' | 'WARN', message: string, details: Readonly<Record<string, unknown>>) => {
    writeLine(JSON.stringify({ level, message, ...details }));
  };

  return {
    onRead(groupName, failed) {
      const now = new Map(failed.map(({ code, instanceIds }) => [code, [...instanceIds].sort().join()]));
      const before = failures.replace(groupName, now.size > 0 ? now : undefined);
      for (const { code, instanceIds, message } of failed) {
        if (before?.get(code) === now.get(code)) continue;
        const text = `${groupName}: no report by the probe from ${instanceIds.length} of its servers: ${message}`;
        log('WARN', text, { groupName, code, instanceIds });
      }
      if (before && now.size === 0) {
        log('INFO', `${groupName}: all servers answer the probe again`, { groupName });
      }
    },

    onChannels(groupName, failed) {
      const now = failed && `${failed.channel} ${failed.error.message}`;
      const before = channels.replace(groupName, now);
      if (!failed || before === now) return;
      const text = `${groupName}: read by ${titlesWithout(failed.channel)} alone: ${failed.error.message}`;
      log('WARN', text, { groupName, channel: failed.channel });
    },

    onPushed(groupName, problems) {
      const now = problems.length > 0 ? problems.join('; ') : undefined;
      const before = pushes.replace(groupName, now);
      if (now === before) return;
      if (now === undefined) log('INFO', `${groupName}: all its gateways are told again`, { groupName });
      else log('WARN', `${groupName}: gateways are not told where its data is: ${now}`, { groupName });
    },
  };
}

/** The latest value by group; bounded. */
function createLatest<Value>() {
  const kept = new Map<string, Value>();
  return {
    /** Takes the group's next value, or forgets it; returns the one before. */
    replace(groupName: string, next: Value | undefined): Value | undefined {
      const before = kept.get(groupName);
      if (kept.size >= GROUPS_KEPT_MAX) kept.clear();
      if (next === undefined) kept.delete(groupName);
      else kept.set(groupName, next);
      return before;
    },
  };
}
