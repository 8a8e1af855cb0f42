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

/** `const { A, B } = await import('…')`. */
const ALONE = /(\{([\w\s,]+)\} = await )import\('(@aws-sdk\/[\w-]+)'\)/g;

/** `const [x, { A, B }] = await Promise.all([…, import('…')])`. */
const LAST_OF_SEVERAL = /(\{([\w\s,]+)\}\] = await Promise\.all\(\[[^\]]*)import\('(@aws-sdk\/[\w-]+)'\)/g;

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

/** Rewrites the lazy imports of a source file, in the two forms above; everything else stays as it is. */
export function pointAtSlices(source: string): string {
  const pointAtSlice = (_text: string, before: string, names: string, packageName: string) => {
    const list = names.split(',').flatMap((name) => name.trim() || []);
    return `${before}import('${SCHEME}${packageName}?${list.join(',')}')`;
  };
  return source.replace(ALONE, pointAtSlice).replace(LAST_OF_SEVERAL, pointAtSlice);
}

function sliceModule(path: string): string {
  const [packageName = '', names = ''] = path.split('?');
  return `export { ${names.split(',').join(', ')} } from '${packageName}';`;
}
