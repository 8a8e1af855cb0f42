import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../lib/core/units.ts';
import {
  isPolled,
  REPORT_SOURCES,
  SILENT_AFTER_MS,
  SOURCES_READ,
  titlesWithout,
} from '../../../../lib/targets/rdb-group/domain/tags/report-sources.ts';

describe('the sources of reports', () => {
  it('are asked with each tick where one of them tells nothing unasked', () => {
    expect(isPolled('cloudwatch')).toBe(false);
    expect(isPolled('probe')).toBe(true);
    expect(isPolled('probe-then-cloudwatch')).toBe(true);
  });

  it('each are read by some value of the tag', () => {
    const read = new Set(Object.values(SOURCES_READ).flat());
    expect([...read].sort()).toEqual(Object.keys(REPORT_SOURCES).sort());
  });

  it('let a report count for two periods and a half at the longest, where reports come in time', () => {
    expect(SILENT_AFTER_MS).toBe(2.5 * MINUTE_MS);
    expect(REPORT_SOURCES.probe.ageLimitMs).toBe(MINUTE_MS / 2);
    // Only where all of a group's reports are seen to come late.
    expect(REPORT_SOURCES.cloudwatch.ageLimitMaxMs).toBe(10 * MINUTE_MS);
    expect(REPORT_SOURCES.probe.ageLimitMaxMs).toBe(MINUTE_MS / 2);
  });

  it('are named by what is left when one fails', () => {
    expect(titlesWithout('probe')).toBe('CloudWatch');
    expect(titlesWithout('cloudwatch')).toBe('the probe');
  });
});
