// The published JSON Schema of scenarios: one document for every kind of target, told apart by `target` as the command
// does. write-scenario-schema.ts writes it to docs/.
import * as z from 'zod';
import { streamScenarioSchema } from '../lib/backtest/kinesis-stream/scenario.ts';
import { clusterScenarioSchema } from '../lib/backtest/memorydb-cluster/scenario.ts';
import { scenarioSchema } from '../lib/backtest/scenario/scenario.ts';

/** The schema of what stands in a scenario file, before defaults are filled in. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { $schema, ...group } = z.toJSONSchema(scenarioSchema, { io: 'input' });
  const { $schema: _same, ...stream } = z.toJSONSchema(streamScenarioSchema, { io: 'input' });
  const { $schema: _also, ...cluster } = z.toJSONSchema(clusterScenarioSchema, { io: 'input' });
  return {
    $schema,
    title: 'Spillway backtest scenario',
    description: 'Input of `spillway simulate`; see docs/simulate.md.',
    type: 'object',
    // With if and then an editor tells of the kind that was meant; oneOf would tell of both.
    if: { properties: { target: { const: 'kinesis-stream' } }, required: ['target'] },
    then: { title: 'Of a Kinesis stream', ...stream },
    else: {
      if: { properties: { target: { const: 'memorydb-cluster' } }, required: ['target'] },
      then: { title: 'Of a MemoryDB cluster', ...cluster },
      else: { title: 'Of RDBs: either policy or policies, not both', ...group },
    },
  };
}

/** The schema as it stands in docs/scenario.schema.json. */
export function scenarioSchemaText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`;
}
