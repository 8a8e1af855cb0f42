#!/usr/bin/env node
// The executable. Runs the TypeScript sources as they are: no build step between clone and command.
import { register } from 'tsx/esm/api';

// Node 20.19 is enough for the command line (the Lambdas run on nodejs24.x); the SDK's notice that some day it
// will not be would stand in the middle of the output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
