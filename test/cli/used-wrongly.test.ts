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

  it.each([
    ['doctor rdb --endpoint notaurl', '--endpoint is "notaurl", allowed is a URL with http or https'],
    ['doctor --stack --endpoint 127.0.0.1:1', '--endpoint is "127.0.0.1:1", allowed is a URL'],
    ['status --endpoint ftp://127.0.0.1', '--endpoint is "ftp://127.0.0.1", allowed is a URL'],
    ['nodes rdb --endpoint localhost', '--endpoint is "localhost", allowed is a URL'],
    [
      'doctor --price-per-hour 0.1',
      '--price-per-hour is of one target: allowed is the name of one group (what a server of it costs) or stream (what a shard of it costs)',
    ],
    [
      'doctor memorydb:cache --price-per-hour 0.1',
      '"memorydb:cache" is a MemoryDB cluster, and has no --price-per-hour: allowed is the name of one group',
    ],
    ['doctor rdb --price-per-hour 0', '--price-per-hour is "0", allowed is a number above 0 and up to 10000'],
    ['doctor rdb --region EU_West', '--region is "EU_West", allowed is a region'],
    ['nodes rdb --region ""', '--region is "", allowed is a region'],
    ['doctor rdb --table a/b', '--table is "a/b", allowed is a table'],
    ['doctor rdb --table ""', '--table is "", allowed is a table'],
    ['nodes rdb --state-table ""', '--state-table is "", allowed is a table'],
    ['nodes rdb --table ""', '--table is "", allowed is a word or more'],
    ['nodes ""', '"" names nothing, allowed is'],
    ['nodes kinesis:feed', '"kinesis:feed" is a Kinesis stream, and nodes is of groups'],
    [
      'export-metrics memorydb:cache',
      '"memorydb:cache" is a MemoryDB cluster, and export-metrics is of groups',
    ],
    ['export-metrics rdb --log-group ""', '--log-group is "", allowed is a word or more'],
    ['drill live-rdb rdb --as ""', '--as is "", allowed is a word or more'],
    ['drill live-rdb rdb --json ""', '--json is "", allowed is a word or more'],
    ['drill live-rdb rdb --report ""', '--report is "", allowed is a word or more'],
    ['drill live-rdb rdb --shard 0001', '--shard is "0001", allowed is none: a group has no shards'],
    ['scale rdb --to 3 --as ""', '--as is "", allowed is a word or more'],
  ])('as in: %s, ends with 2 before anything is called, and says what is allowed', async (line, text) => {
    const words = line.split(' ').map((word) => (word === '""' ? '' : word));
    const { exitStatus, error, out } = await run(...words);
    expect(error).toContain(text);
    expect(exitStatus).toBe(2);
    expect(out).toBe('');
  });

  it('that is asked for help or for its version ends with 0', async () => {
    for (const args of [['--help'], ['scale', '--help'], ['--version']])
      expect(await run(...args)).toMatchObject({ exitStatus: 0, error: '' });
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+ \(build [\da-f]{12}\)\n$/);
  });
});
