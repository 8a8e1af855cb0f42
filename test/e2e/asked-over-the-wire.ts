// The same question asked in the two ways that go over AWS's wire: the function `discover`, and `spillway nodes` as typed.
import { Command } from 'commander';
import { addNodes } from '../../cli/commands/nodes.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { serveDiscover } from '../../functions/discover.ts';
import { createAwsClients } from '../../lib/aws/clients.ts';
import { STATE_TABLE, type Emulator } from '../../lib/emulator/start-emulator.ts';
import type { AnswerJson } from '../../lib/routing/route-json.ts';
import type { Question } from '../../lib/routing/route.ts';
import type { World } from '../../lib/sim/world.ts';
import { wireDiscover } from '../../lib/wiring/wire-discover.ts';
import { wiringParts } from '../../lib/wiring/wire-cycle.ts';
import { operatorWires } from '../../lib/wiring/wire-operator.ts';
import { GROUP } from './local-day.ts';

export interface WireAsker {
  /** Discover's answer, and the command's. */
  ask(question: Question): Promise<readonly [AnswerJson, AnswerJson]>;
  destroy(): void;
}

export function createWireAsker({ world, emulator }: { world: World; emulator: Emulator }): WireAsker {
  const { nowMs } = world.clock;
  const account = {
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAGATEWAY000000000', secretAccessKey: 'local' },
  };
  const env = { SPILLWAY_STATE_TABLE: STATE_TABLE };
  const routes = wireDiscover({ env, account });
  const clients = createAwsClients(account);
  const clock = { nowMs, sleep: () => Promise.reject(new Error('nobody waits')) };
  const wires = operatorWires({
    ...wiringParts({ env, clients, clock, writeLine: () => undefined }),
    scheduler: () => Promise.reject(new Error('nobody schedules')),
    stackClients: () => Promise.reject(new Error('nobody asks about the stack')),
  });

  async function typed(words: readonly string[]): Promise<AnswerJson> {
    const written: string[] = [];
    const terminal: Terminal = {
      write: (text) => void written.push(text),
      writeError: (text) => void written.push(text),
      isInteractive: false,
      columns: 100,
      exitStatus: 0,
    };
    const program = new Command().exitOverride();
    addNodes(program, terminal, () => ({ ...wires, watchClock: clock, mustAgreeOnTime: () => undefined }));
    await program.parseAsync([...words], { from: 'user' });
    return JSON.parse(written.join('')) as AnswerJson;
  }

  return {
    async ask({ table, fromMs, toMs }) {
      const asked = {
        ...(table !== undefined && { table }),
        ...(fromMs !== undefined && { from: new Date(fromMs).toISOString() }),
        ...(toMs !== undefined && { to: new Date(toMs).toISOString() }),
      };
      const words = Object.entries(asked).flatMap(([name, value]) => [`--${name}`, value]);
      const discovered = await serveDiscover({ group: GROUP, ...asked }, { routes, nowMs });
      if (!('nodes' in discovered)) throw new Error('discover answered a list');
      return [discovered, await typed(['nodes', GROUP, '--json', ...words])];
    },
    destroy: clients.destroy,
  };
}
