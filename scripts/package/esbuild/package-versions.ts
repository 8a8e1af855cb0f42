// An esbuild step that leaves of an AWS client's package.json what the client reads of it.
//
// Each client imports its package.json whole, for the version that it tells AWS in its user agent: two kilobytes of
// scripts and dependencies that nobody asks for, for every client.
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const PACKAGE_FILE = /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/;

export const packageVersionsPlugin: Plugin = {
  name: 'package-versions',
  setup(build) {
    build.onLoad({ filter: PACKAGE_FILE }, async ({ path }) => ({
      contents: versionAlone(await readFile(path, 'utf8')),
      loader: 'json',
    }));
  },
};

/** A package.json with its name and version, and nothing else. */
export function versionAlone(packageJson: string): string {
  const { name, version } = JSON.parse(packageJson) as { name: string; version: string };
  return JSON.stringify({ name, version });
}
