#!/usr/bin/env node
// The executable. Runs the TypeScript sources as they are: no build step between clone and command.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
