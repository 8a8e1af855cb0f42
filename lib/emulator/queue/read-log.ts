// How an emulated RDB reads from the log what it was not sent: from logserver.q, or the emulated tickerplant, by the messages of
// docs/kdb-protocol.md.
import { chars, type QAnswer } from '../../kdb/ipc/values.ts';
import { connectPeer, type IpcPeer } from './ipc-peer.ts';
import { ofQ, QueueMessageError, toQ, type QueueMessage } from './queue-messages.ts';

/**
 * What the log server sends until it says that this was all. Throws where it tells why not, sends something else, or has fewer
 * messages than were asked for.
 */
export async function readLog(
  target: { readonly host: string; readonly port: number },
  read: QueueMessage<'read'>,
): Promise<readonly QueueMessage<'upd'>[]> {
  const messages: QueueMessage<'upd'>[] = [];
  const reader: { peer?: IpcPeer } = {};
  try {
    await new Promise<void>((resolve, reject) => {
      connectPeer(target, {
        onMessage: (value) => {
          const batch = batchOf(value);
          if (batch.length === 0) resolve();
          messages.push(...batch);
          return undefined;
        },
        onRefused: (why) => reject(new QueueMessageError(why)),
      })
        .then((opened) => {
          reader.peer = opened;
          opened.tell(toQ(read));
          // A refusal to send it is an answer to whoever asks.
          return opened.ask(chars(''));
        })
        .then(() => reject(new QueueMessageError(`the log ends before message ${read.upto}`)))
        .catch(reject);
    });
  } finally {
    reader.peer?.close();
  }
  if (messages.length !== read.upto - read.after)
    throw new QueueMessageError(`${messages.length} messages of the log came, of ${read.upto - read.after}`);
  return messages;
}

/** Messages of the log that came as one. A string tells why there are none. */
function batchOf(value: QAnswer): readonly QueueMessage<'upd'>[] {
  if (value.kind === 'chars') throw new QueueMessageError(value.text);
  if (value.kind !== 'list') throw new QueueMessageError(`a ${value.kind} in place of messages of the log`);
  return value.items.map((item) => {
    const message = ofQ(item);
    if (message.kind !== 'upd') throw new QueueMessageError(`a ${message.kind} in the log`);
    return message;
  });
}
