// Which version of Spillway this is: what its functions are compared with, and what a local stack says that it is.
import packageJson from '../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
