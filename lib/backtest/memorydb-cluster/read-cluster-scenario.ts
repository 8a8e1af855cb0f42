// Reads the scenario of a cluster, by the steps of ../scenario/read-scenario.ts: a scenario, or every problem at once; and its
// traces.
import { dirname, isAbsolute, resolve } from 'node:path';
import type { MinuteTrace } from '../../trace/minute-trace.ts';
import { readMinutes } from '../../trace/read-minutes.ts';
import { parseBy } from '../scenario/read-scenario.ts';
import { clusterScenarioSchema, type ClusterScenario } from './scenario.ts';

/** Whether a scenario says that it is one of a cluster. */
export function isClusterScenario(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'target' in value && value.target === 'memorydb-cluster'
  );
}

/** Checks a value that was read already; `file` is its name in errors. Throws `ScenarioError`. */
export function parseClusterScenario(file: string, value: unknown): ClusterScenario {
  return parseBy(clusterScenarioSchema, file, value);
}

/** The traces that a scenario file names, relative to the file. Throws `TraceError`. */
export async function readClusterTraces(
  { trace }: ClusterScenario,
  scenarioFile: string,
): Promise<readonly MinuteTrace[]> {
  const traces: MinuteTrace[] = [];
  for (const path of typeof trace === 'string' ? [trace] : trace)
    traces.push(await readMinutes(isAbsolute(path) ? path : resolve(dirname(scenarioFile), path)));
  return traces;
}
