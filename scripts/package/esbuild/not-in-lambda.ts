// An esbuild step that leaves out what the SDK loads on a laptop or in a browser, and never in a Lambda function.
//
// Lambda puts the keys of a function's role into its environment, from which the SDK takes them first. Profiles, single
// sign-on, processes, token files and the metadata of servers come after that, with four more clients of AWS behind them: 80 KB of
// code that no function reaches. In their place stands a source that has no keys, so that the SDK goes on to the next and says at the
// end, as ever, that there are none.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
import type { Plugin } from 'esbuild';

/** What stands in a package's place, by the package. */
const IN_PLACE: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-ini': noKeysFrom('fromIni'),
  '@aws-sdk/credential-provider-process': noKeysFrom('fromProcess'),
  '@aws-sdk/credential-provider-sso': noKeysFrom('fromSSO'),
  '@aws-sdk/credential-provider-web-identity': noKeysFrom('fromTokenFile'),
  // Of a server, or a container: neither is Lambda's.
  '@smithy/credential-provider-imds': `
    export const ENV_CMDS_FULL_URI = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
    export const ENV_CMDS_RELATIVE_URI = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
    ${noKeysFrom('fromInstanceMetadata')}
    export const fromContainerMetadata = fromInstanceMetadata;`,
  // Tells one browser from another.
  bowser: 'export {};',
};

const NAMESPACE = 'spillway-not-in-lambda';

export const notInLambdaPlugin: Plugin = {
  name: 'not-in-lambda',
  setup(build) {
    const packages = Object.keys(IN_PLACE).join('|');
    build.onResolve({ filter: new RegExp(`^(${packages})$`) }, ({ path, resolveDir }) => ({
      path,
      namespace: NAMESPACE,
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path, pluginData }) => ({
      contents: IN_PLACE[path] ?? '',
      resolveDir: pluginData as string,
    }));
  },
};

/** By itself a `CredentialsProviderError` means: try the next source. */
function noKeysFrom(maker: string): string {
  return `
    import { CredentialsProviderError } from '@smithy/core/config';
    export const ${maker} = () => async () => {
      throw new CredentialsProviderError('${maker}: left out of the functions, which have the keys of their roles');
    };`;
}
