// An esbuild step that keeps lazily loaded AWS clients small.
//
// `const { EC2Client } = await import('@aws-sdk/client-ec2')` loads the client only where it is needed, but
// esbuild cannot see which of the module's exports are used and keeps all of them: 1 MB for one operation.
// The names stand right there, so the import is pointed at a module that exports these alone:
//
//   import('spillway-slice:@aws-sdk/client-ec2?EC2Client')  →  export { EC2Client } from '@aws-sdk/client-ec2'
import { readFile } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const SCHEME = 'spillway-slice:';

const LAZY_IMPORT = /const \{([\w\s,]+)\} = await import\('(@aws-sdk\/[\w-]+)'\)/g;

export const sliceLazyClientsPlugin: Plugin = {
  name: 'slice-lazy-clients',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) =>
      path.includes(`${sep}node_modules${sep}`)
        ? undefined
        : { contents: pointAtSlices(await readFile(path, 'utf8')), loader: 'ts' },
    );
    build.onResolve({ filter: new RegExp(`^${SCHEME}`) }, ({ path, importer }) => ({
      path: path.slice(SCHEME.length),
      namespace: SCHEME,
      pluginData: dirname(importer),
    }));
    build.onLoad({ filter: /./, namespace: SCHEME }, ({ path, pluginData }) => ({
      contents: sliceModule(path),
      resolveDir: pluginData as string,
    }));
  },
};

/** Rewrites the lazy imports of a source file; everything else stays as it is. */
export function pointAtSlices(source: string): string {
  return source.replace(LAZY_IMPORT, (_statement, names: string, packageName: string) => {
    const list = names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    return `const {${names}} = await import('${SCHEME}${packageName}?${list.join(',')}')`;
  });
}

function sliceModule(path: string): string {
  const [packageName = '', names = ''] = path.split('?');
  return `export { ${names.split(',').join(', ')} } from '${packageName}';`;
}
