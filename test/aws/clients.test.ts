// What the SDK clients do besides calling: they make no copies for a log that nobody keeps, and their warnings are heard.
import { AutoScalingClient, DescribeTagsCommand } from '@aws-sdk/client-auto-scaling';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TEST_ACCOUNT } from './start-dynalite.ts';
import { queryResult, startWireServer, type WireServer } from './wire-server.ts';

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
  server.script('DescribeTags', queryResult('DescribeTags', '<Tags></Tags>'));
});
afterAll(async () => {
  await server.close();
});

/** How often a filter's name is read until the call is answered. */
async function readsOf(client: AutoScalingClient): Promise<number> {
  let reads = 0;
  const filter = {
    get Name() {
      reads += 1;
      return 'key';
    },
  };
  await client.send(new DescribeTagsCommand({ Filters: [filter] }));
  return reads;
}

describe('the clients', () => {
  it('read what is asked for the request alone, where the SDK by itself reads it for its log too', async () => {
    const byItself = new AutoScalingClient({ ...TEST_ACCOUNT, endpoint: server.endpoint });
    const [ours, theirs] = [await readsOf(server.clients().autoScaling.retrying), await readsOf(byItself)];
    byItself.destroy();
    expect(ours).toBeGreaterThan(0);
    expect(ours).toBeLessThan(theirs);
  });

  it('let the SDK warn', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { retrying, once } = server.clients().autoScaling;
    for (const { config } of [retrying, once]) config.logger.warn('a clock is off by', 5);
    expect(warn.mock.calls).toEqual([['a clock is off by 5'], ['a clock is off by 5']]);
    warn.mockRestore();
  });
});
