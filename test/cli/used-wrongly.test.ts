// What ends with 2, as docs/commands.md says: a script tells it from a command whose answer is no.
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';

async function run(...args: readonly string[]) {
  const written = { out: '', error: '' };
  const exitStatus = await main(args, {
    write: (text) => (written.out += text),
    writeError: (text) => (written.error += text),
    isInteractive: false,
    columns: 100,
    exitStatus: 0,
  });
  return { exitStatus, ...written };
}

describe('a command', () => {
  it.each([
    ['of a name that there is not', ['docter'], "unknown command 'docter'"],
    ['with an unknown option', ['doctor', '--stak'], "unknown option '--stak'"],
    ['without the argument that it needs', ['nodes'], "missing required argument 'group'"],
    ['without the option that it needs', ['scale', 'rdb'], "required option '--to <n>' not specified"],
    [
      'with an option that lacks its value',
      ['status', '--region'],
      "option '--region <region>' argument missing",
    ],
  ])('%s ends with 2, and says which', async (_, args, text) => {
    const { exitStatus, error, out } = await run(...args);
    expect(exitStatus).toBe(2);
    expect(error).toContain(text);
    expect(out).toBe('');
  });

  it('that is asked for help or for its version ends with 0', async () => {
    for (const args of [['--help'], ['scale', '--help'], ['--version']])
      expect(await run(...args)).toMatchObject({ exitStatus: 0, error: '' });
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+ \(build [\da-f]{12}\)\n$/);
  });
});
