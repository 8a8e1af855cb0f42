// Reads the scenario of a stream, by the steps of ../scenario/read-scenario.ts: a scenario, or every problem at once. Its
// traces are read by run-stream-scenario.ts.
import { parseBy } from '../scenario/read-scenario.ts';
import { streamScenarioSchema, type StreamScenario } from './scenario.ts';

/** Whether a scenario says that it is one of a stream; what says nothing is one of RDBs. */
export function isStreamScenario(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'target' in value && value.target === 'kinesis-stream'
  );
}

/** Checks a value that was read already; `file` is its name in errors. Throws `ScenarioError`. */
export function parseStreamScenario(file: string, value: unknown): StreamScenario {
  return parseBy(streamScenarioSchema, file, value);
}
