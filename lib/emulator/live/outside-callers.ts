// Callers that are no function: a command in a second terminal, whose seconds would be minutes. Time stands still while one holds
// a lease, and for a moment after each of its calls, so that what it reads call by call is of one time. What is left behind
// holds nothing up for long: a lease as long as a lease lasts, calls without a pause for a few seconds.
// A lease's attributes are those of the state item: lib/aws/dynamo/dynamo-items.ts.
import type { RecordedCall } from '../call-log.ts';
import { FUNCTION_NAMES } from '../triggers/function-set.ts';
import type { AttributeJson, ReadItem } from '../wire/read-item.ts';

export interface OutsideCallers {
  /** To be told of every call. */
  readonly onCall: (call: Pick<RecordedCall, 'caller' | 'service' | 'action' | 'params' | 'status'>) => void;
  /** Why time should stand still, in a few words; `undefined` where nothing of theirs asks for it. */
  readonly heldUpBy: () => Promise<string | undefined>;
}

/** Between two calls of a command on a busy machine. */
const PAUSE_MAX_MS = 400;
/** A client that never pauses is no command. */
const CALLS_MAX_MS = 4_000;

const WRITES: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const FUNCTIONS: ReadonlySet<string> = new Set(Object.values(FUNCTION_NAMES));

type Key = Readonly<Record<'pk' | 'sk', AttributeJson>>;

export function createOutsideCallers(given: {
  readonly stateTable: string;
  readonly readItem: ReadItem;
  /** Virtual time. */
  readonly nowMs: () => number;
  readonly realNowMs: () => number;
  /** How long a lease lasts. */
  readonly leaseMs: number;
}): OutsideCallers {
  const { stateTable, readItem, nowMs, realNowMs, leaseMs } = given;
  const written = new Map<string, Key>();
  /** Since when, by real time, each lease was seen held. */
  const heldSinceMs = new Map<string, number>();
  /** Of the calls that follow each other, by real time. */
  let calls = { firstAtMs: 0, lastAtMs: 0 };

  async function look(name: string, key: Key): Promise<void> {
    const item = await readItem(stateTable, key);
    const expiresAtMs = Number(item?.['leaseExpiresAtMs']?.['N'] ?? Number.NaN);
    if (item?.['leaseOwner'] !== undefined && expiresAtMs > nowMs()) heldSinceMs.set(name, realNowMs());
    else heldSinceMs.delete(name);
  }

  const isPaused = (atMs: number): boolean => atMs - calls.lastAtMs >= PAUSE_MAX_MS;

  return {
    onCall: ({ caller, service, action, params, status }) => {
      if (FUNCTIONS.has(caller)) return;
      const atMs = realNowMs();
      calls = { firstAtMs: isPaused(atMs) ? atMs : calls.firstAtMs, lastAtMs: atMs };
      if (service !== 'dynamodb' || !WRITES.has(action) || status !== 200) return;
      const { TableName, Key, Item } = params as { TableName?: string; Key?: Key; Item?: Key };
      const key = Key ?? Item;
      if (TableName !== stateTable || key?.sk?.['S'] !== 'STATE') return;
      written.set(String(key.pk['S']), { pk: key.pk, sk: key.sk });
    },
    heldUpBy: async () => {
      for (const [name, key] of written) {
        written.delete(name);
        await look(name, key);
      }
      for (const [name, sinceMs] of heldSinceMs) {
        if (realNowMs() - sinceMs < leaseMs) return `a command holds the lease of ${name}`;
        heldSinceMs.delete(name);
      }
      const nowAtMs = realNowMs();
      if (isPaused(nowAtMs) || nowAtMs - calls.firstAtMs >= CALLS_MAX_MS) return undefined;
      return 'a command is reading';
    },
  };
}
