// The code, the script and the arguments that a template is given: whatever they hold, q gets what was given and no shell
// acts on it.
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { shellWord } from '../../../lib/finspace/shell-word.ts';
import { readDataPlane } from '../data-plane-templates.ts';
import { reboot, startUnits } from './boot.ts';
import type { Launched } from './launched.ts';
import { launch } from './launched.ts';
import { userDataOf } from './resolve-template.ts';
import { aServer } from './server.ts';

const templates = await readDataPlane();
let launched: Launched | undefined;
afterEach(() => launched?.server.destroy());

const CODE = {
  CodeBucket: 'my-code',
  CodeKey: "it's(1)/!code*.zip",
  CodeVersion: "v'1",
  InitScript: 'init\\main.q',
};

const fetches = ({ server }: Launched) =>
  server.lines('calls').filter((call) => call.startsWith('aws s3api'));

describe('code from S3', () => {
  it('is fetched in its exact version, once, and its script is run from within it', async () => {
    launched = await launch('rdb-group.yml', {
      parameters: CODE,
      before: ({ archiveOf }) => archiveOf('object', { 'init\\main.q': '', 'lib/more.q': '' }),
    });
    const { server } = launched;
    expect(fetches(launched)).toEqual([
      "aws s3api get-object --bucket my-code --key it's(1)/!code*.zip --version-id v'1 /opt/kdb/code.zip",
    ]);
    expect(server.list('opt/kdb/code').sort()).toEqual(['init\\main.q', 'lib']);
    expect(server.read('arguments').split('\0')[0]).toBe('init\\main.q');
    expect(server.lines('started')[0]).toMatch(/^folder=\/opt\/kdb\/code /);
    expect(reboot(server)).toContain('kdb@rdb');
    expect(fetches(launched)).toHaveLength(1);
  });

  it('that does not come leaves q down, and nothing half unpacked; what comes later is run', async () => {
    launched = await launch('tickerplant.yml', {
      parameters: { CodeBucket: 'my-code', CodeKey: 'code.zip' },
    });
    const { server, up } = launched;
    expect(up).toEqual(['kdb-address']);
    expect(server.list('opt/kdb/code')).toEqual([]);
    server.archiveOf('object', { 'tickerplant.q': '' });
    expect(startUnits(server)).toContain('kdb@tickerplant');
    expect(fetches(launched).at(-1)).not.toContain('--version-id');
  });
});

describe('arguments of q', () => {
  it('reach it as the words that they are, after its own', async () => {
    launched = await launch('query-group.yml', {
      parameters: {
        Kind: 'hdb',
        QArguments: "-w 55296 -tables 'trade;reboot' quote -note 'it'\\''s $(id) `id` \"*\"'",
      },
    });
    const words = launched.server.read('arguments').split('\0').slice(0, -1);
    expect(words).toEqual([
      ...['hdb.q', '-q', '-p', '5012', '-w', '55296', '-tables', 'trade;reboot', 'quote', '-note'],
      'it\'s $(id) `id` "*"',
    ]);
  });

  it('with half a quote start no q', async () => {
    launched = await launch('query-group.yml', { parameters: { Kind: 'hdb', QArguments: "-note 'half" } });
    expect(launched.up).not.toContain('kdb@hdb');
    expect(launched.server.has('arguments')).toBe(false);
  });

  it('are what was given, whatever it is, in every template', () => {
    const server = aServer();
    let quotedCount = 0;
    try {
      const word = fc
        .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
        .filter((text) => !/[\0\n]/.test(text));
      fc.assert(
        fc.property(
          fc.array(word, { minLength: 1, maxLength: 10 }),
          fc.constantFrom('rdb-group.yml', 'tickerplant.yml', 'query-group.yml'),
          (words, name) => {
            const template = templates.get(name);
            if (!template) throw new Error(name);
            const QArguments = words.map(shellWord).join(' ');
            if (QArguments.includes("'")) quotedCount += 1;
            const script = userDataOf(template, {
              ...{
                FileSystemId: 'fs-0',
                LogAccessPointId: 'fsap-0',
                TickerplantHost: 'h',
                Kind: 'hdb',
                QArguments,
              },
            });
            // The one line that brings them; the script around it is tried above.
            const line = script.split('\n').find((each) => each.startsWith('./put q-arguments ')) ?? '';
            expect(line).toMatch(/^\.\/put q-arguments [A-Za-z0-9+/=]+$/);
            expect(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString()).toBe(QArguments);
            server.write('words', QArguments);
            const told = server.run("xargs printf '%s\\0' < words");
            expect(told).toEqual({ status: 0, output: words.map((each) => `${each}\0`).join('') });
          },
        ),
        { numRuns: 40 },
      );
    } finally {
      server.destroy();
    }
    expect(quotedCount).toBeGreaterThan(20);
  });
});
