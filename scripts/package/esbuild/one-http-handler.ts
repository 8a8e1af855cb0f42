// An esbuild step that leaves HTTP/2 out of the bundles.
//
// The Kinesis client's own handler speaks HTTP/2. lib/aws/clients.ts gives it the handler that the other clients share,
// so that its own is never made: with HTTP/1.1's named in its place, the code of HTTP/2 falls out.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const RUNTIME_FILE = /@aws-sdk[\\/]client-kinesis[\\/]dist-es[\\/]runtimeConfig\.js$/;

export const oneHttpHandlerPlugin: Plugin = {
  name: 'one-http-handler',
  setup(build) {
    build.onLoad({ filter: RUNTIME_FILE }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        'NodeHttp2Handler as RequestHandler',
        'NodeHttpHandler as RequestHandler',
      ),
      loader: 'js',
    }));
  },
};
