// Passes DynamoDB calls on, and can lose an answer: the call is carried out, and nobody hears of it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly endpoint: string;
  /** The answers to the next so many calls of that action are lost. */
  loseAnswers(action: string, count: number): void;
  /** Called with the action before each call is passed on. */
  onCall(listener: (action: string) => Promise<void>): void;
  readonly actions: readonly string[];
  close(): Promise<void>;
}

export async function startProxy(target: string): Promise<Proxy> {
  const lost = new Map<string, number>();
  const actions: string[] = [];
  let listener: (action: string) => Promise<void> = () => Promise.resolve();
  const server = createServer((request, response) => {
    const pass = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const header = String(request.headers['x-amz-target']);
      const action = header.slice(header.indexOf('.') + 1);
      actions.push(action);
      await listener(action);
      const headers = Object.fromEntries(
        ['x-amz-target', 'content-type', 'authorization', 'x-amz-date'].map((name) => [
          name,
          String(request.headers[name]),
        ]),
      );
      const answer = await fetch(target, { method: 'POST', headers, body: Buffer.concat(chunks) });
      const body = await answer.text();
      const toLose = lost.get(action) ?? 0;
      if (toLose > 0) {
        lost.set(action, toLose - 1);
        response.socket?.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(body);
    };
    pass().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswers: (action, count) => void lost.set(action, count),
    onCall: (next) => {
      listener = next;
    },
    actions,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
