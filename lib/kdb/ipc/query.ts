// One query on a connection of its own: open, ask, close, whatever happens.
import { openConnection, type ConnectionOptions } from './connection.ts';
import type { KdbTarget } from './socket.ts';
import type { QValue } from './values.ts';

/** The answer to one sync query. Throws `KdbError` or `QError`; the socket is closed in every case. */
export async function queryOnce(
  target: KdbTarget,
  text: string,
  options: ConnectionOptions & { readonly args?: readonly QValue[] },
): Promise<QValue> {
  const connection = await openConnection(target, options);
  try {
    return await connection.query(text, ...(options.args ?? []));
  } finally {
    connection.close();
  }
}
