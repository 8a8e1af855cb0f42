// One group's reports, read as a test needs them: an answer that is an error is thrown.
import { valueOf } from '../../lib/ports/settled.ts';
import type { ProbeSettings } from '../../lib/targets/rdb-group/domain/policy.ts';
import type {
  Telemetry,
  TelemetryAnswer,
  TelemetryQuery,
} from '../../lib/targets/rdb-group/ports/telemetry.ts';

const PROBE: ProbeSettings = { port: 5010, processes: 1, query: 'builtin' };

export async function readAlone(
  telemetry: Telemetry,
  query: Omit<TelemetryQuery, 'probe'> & Partial<Pick<TelemetryQuery, 'probe'>>,
): Promise<TelemetryAnswer> {
  const [answer] = await telemetry.readReports([{ probe: PROBE, ...query }]);
  if (!answer) throw new Error('nothing was answered');
  return valueOf(answer);
}
