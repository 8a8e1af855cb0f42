// Writes numbered keys to one shard of a cluster, once each, and counts what was acknowledged. What a replica of before the
// failover would answer is no proof: it reads where it writes. Follows a shard to its new primary where it is told so.
import type { ClusterPlace, KeyProber } from '../targets/memorydb-cluster/ports/failovers.ts';
import { tagInSlots } from './key-slot.ts';
import { connectResp, type After, type RespConnection, type RespPeer } from './resp-connection.ts';
import type { RespValue } from './resp-values.ts';

/** Keys go by themselves within a day, should nobody take them away. */
const EXPIRES_AFTER_S = 86_400;

/** A primary that answers within more is as good as gone to whoever waits for it. */
const ANSWER_WITHIN_MS = 1_000;

/** Read back, or taken away, in one go. */
const KEYS_AT_ONCE = 500;

export interface ProberOptions {
  readonly place: ClusterPlace;
  readonly shardName: string;
  /** Absent: the cluster's access list lets everybody in. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Tells the keys of one drill from another's. */
  readonly runId: string;
  readonly after?: After;
}

export function createRespKeyProber(options: ProberOptions): KeyProber {
  const { place, shardName, credentials, runId, after } = options;
  const tag = tagInSlots(place.slotsByShard[shardName] ?? '');
  const keyOf = (number: number) => `spillway:drill:{${tag ?? '0'}}:${runId}:${number}`;
  const acknowledged: number[] = [];
  let peer: RespPeer = place;
  let open: RespConnection | undefined;
  let next = 1;

  async function connection(): Promise<RespConnection> {
    // One that was closed while nothing was asked has refused nothing.
    if (open?.isOpen()) return open;
    const made = await connectResp(peer, ANSWER_WITHIN_MS, after);
    open = made;
    if (!credentials) return made;
    const [reply] = await made.send([['AUTH', credentials.username, credentials.password]]);
    if (reply?.kind === 'error') throw new Error(reply.text);
    return made;
  }

  function forget(): void {
    open?.close();
    open = undefined;
    peer = place;
  }

  /** One command; to whom the cluster says that the slot is, if it says so. Throws where there is no answer. */
  async function ask(command: readonly string[]): Promise<RespValue> {
    for (let hops = 0; ; hops += 1) {
      const [reply] = await (await connection()).send([command]);
      if (!reply) throw new Error('no reply');
      const moved = reply.kind === 'error' ? /^MOVED \d+ (.+):(\d+)$/.exec(reply.text) : null;
      if (!moved || hops > 0) return reply;
      forget();
      peer = { ...place, host: moved[1] || place.host, port: Number(moved[2]) };
    }
  }

  return {
    async greet() {
      try {
        const reply = await ask(['GET', keyOf(0)]);
        return reply.kind === 'error' ? reply.text : undefined;
      } catch (error) {
        forget();
        return error instanceof Error ? error.message : String(error);
      }
    },
    async write() {
      const number = next;
      next += 1;
      try {
        const reply = await ask(['SET', keyOf(number), String(number), 'EX', String(EXPIRES_AFTER_S)]);
        const isTaken = reply.kind === 'text' && reply.text === 'OK';
        if (isTaken) acknowledged.push(number);
        else forget();
        return isTaken;
      } catch {
        // Whatever it was, nobody has acknowledged the key: that is all that is asked here.
        forget();
        return false;
      }
    },
    acknowledged: () => acknowledged.length,
    async readBack() {
      try {
        let found = 0;
        for (let start = 0; start < acknowledged.length; start += KEYS_AT_ONCE) {
          const batch = acknowledged.slice(start, start + KEYS_AT_ONCE);
          const replies = await (await connection()).send(batch.map((number) => ['GET', keyOf(number)]));
          if (replies.some(({ kind }) => kind === 'error'))
            throw new Error('it does not answer for the keys');
          found += replies.filter(
            (reply, i) => reply.kind === 'text' && reply.text === String(batch[i]),
          ).length;
        }
        return found;
      } catch {
        forget();
        return undefined;
      }
    },
    async end() {
      try {
        for (let start = 0; start < acknowledged.length; start += KEYS_AT_ONCE)
          await ask(['DEL', ...acknowledged.slice(start, start + KEYS_AT_ONCE).map(keyOf)]);
      } catch {
        // They expire.
      }
      forget();
    },
  };
}
