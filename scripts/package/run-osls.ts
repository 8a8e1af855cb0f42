// Runs osls, the open-source continuation of Serverless Framework 3, as installed with this project.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { PackageError } from './bundle-function.ts';

/**
 * Runs `osls <args>` in `root`, its output passed through.
 * @throws PackageError when it ends with anything but success.
 */
export async function runOsls(options: {
  root: string;
  args: readonly string[];
  /** `quiet` keeps its output for the error. */
  output: 'show' | 'quiet';
}): Promise<void> {
  const { root, args, output } = options;
  const binary = createRequire(import.meta.url).resolve('osls/bin/serverless.js');
  const child = spawn(process.execPath, [binary, ...args], {
    cwd: root,
    stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
  });
  const said: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new PackageError(`osls ${args.join(' ')}: ended with status ${code}\n${said.join('').trim()}`);
}
