// AWS's time, as its answers tell it: each carries a `Date`. A laptop's clock may be hours off, and what it writes into
// the state table counts by the clocks of the Lambdas. Read by the command line; Lambdas keep AWS's time.
import type { RemoteClock, ToldTime } from '../ports/clock.ts';
import type { AwsClients } from './clients.ts';

/** `Date` tells whole seconds, cut off: the moment lies half a second later on average. */
const HALF_A_SECOND_MS = 500;

/** The parts of the SDK's middleware that are used here. */
type Handler = (args: unknown) => Promise<{ readonly response?: unknown }>;

type Lazy = 'ec2' | 'lambda' | 'secretsManager' | 'tagging';
type LazyPair = 'kinesis' | 'memoryDb';
type Watched = Pick<AwsClients, 'autoScaling' | 'dynamoDb' | 'cloudWatch' | Lazy | LazyPair>;

/** What listens, and the clients that it listens to: one that is made when first used is listened to from then on. */
export interface WatchedClients<Clients extends Watched> extends RemoteClock {
  readonly clients: Clients;
}

/** Listens to the answers that these clients get, refusals included. `nowMs` is this machine's clock. */
export function watchAwsClock<Clients extends Watched>(
  clients: Clients,
  nowMs: () => number,
): WatchedClients<Clients> {
  let told: ToldTime | undefined;
  const listen =
    (next: Handler): Handler =>
    async (args) => {
      const sentAtMs = nowMs();
      const output = await next(args);
      const answeredAtMs = dateOf(output.response);
      // It was answered somewhere between; the middle is wrong by half of the call's time at the most.
      if (answeredAtMs !== undefined) {
        const atMs = answeredAtMs + HALF_A_SECOND_MS;
        told = { atMs, aheadMs: atMs - (sentAtMs + nowMs()) / 2 };
      }
      return output;
    };
  const listenTo = (client: { readonly middlewareStack: { add: (...args: never[]) => void } }) => {
    // Below the deserializer, which throws for refusals: their time is as good.
    const place = { step: 'deserialize', priority: 'low', name: 'awsClock', override: true };
    client.middlewareStack.add(listen as never, place as never);
  };
  const { autoScaling, dynamoDb, cloudWatch } = clients;
  for (const client of [autoScaling.retrying, autoScaling.once, dynamoDb.retrying, dynamoDb.once, cloudWatch])
    listenTo(client);
  const once = <K extends Lazy>(name: K) =>
    (async () => {
      const client = await clients[name]();
      listenTo(client);
      return client;
    }) as Watched[K];
  const pair = <K extends LazyPair>(name: K) =>
    (async () => {
      const made = await clients[name]();
      for (const client of [made.retrying, made.once]) listenTo(client);
      return made;
    }) as Watched[K];
  const lazy = {
    ec2: once('ec2'),
    lambda: once('lambda'),
    secretsManager: once('secretsManager'),
    tagging: once('tagging'),
    kinesis: pair('kinesis'),
    memoryDb: pair('memoryDb'),
  };
  return { told: () => told, clients: { ...clients, ...lazy } };
}

function dateOf(response: unknown): number | undefined {
  const { headers } = (response ?? {}) as { headers?: Readonly<Record<string, string | undefined>> };
  const atMs = Date.parse(headers?.['date'] ?? '');
  return Number.isNaN(atMs) ? undefined : atMs;
}
