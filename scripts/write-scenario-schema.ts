// Writes docs/scenario.schema.json, the published schema of scenarios. test/backtest/scenario.test.ts notices
// when it is out of date.
import { writeFileSync } from 'node:fs';
import { scenarioSchemaText } from './scenario-schema.ts';

writeFileSync(new URL('../docs/scenario.schema.json', import.meta.url), scenarioSchemaText());
