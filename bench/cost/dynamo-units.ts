// DynamoDB's units of the calls that were recorded: sizes of what is written from the calls, of what is updated or read from
// the items as they lay in the table, looked at now and then.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
import type { RecordedCall } from '../../lib/emulator/call-log.ts';

/** As the wire has it: `{"S": "text"}`. */
export type WireItem = Readonly<Record<string, unknown>>;

export interface Units {
  readonly write: number;
  readonly read: number;
}

const WRITE_BYTES = 1_024;
const READ_BYTES = 4_096;

/** Names and values, in UTF-8. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function bytesOfItem(item: WireItem): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) =>
      sum + Buffer.byteLength(name) + Object.values(value as object).reduce(addBytes, 0),
    0,
  );
}

const addBytes = (sum: number, value: unknown) => sum + Buffer.byteLength(String(value));

export const writeUnitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / WRITE_BYTES));

export const keyOf = (item: WireItem) => `${text(item['pk'])} ${text(item['sk'])}`;

const text = (value: unknown) => String(Object.values((value ?? {}) as object)[0] ?? '');

/** `bytesAt`: of an item by its key, at most at any look; 0 for none. */
export function unitsOf(call: RecordedCall, bytesAt: (key: string) => number): Units {
  const params = call.params as Readonly<Record<string, unknown>>;
  const key = keyOf((params['Key'] ?? {}) as WireItem);
  // A read that must be up to date costs one unit for each 4 KB, another one half.
  const readUnits = (bytes: number, share: number) => Math.max(1, Math.ceil(bytes / READ_BYTES)) * share;
  switch (call.action) {
    case 'PutItem':
      return { write: writeUnitsOf(bytesOfItem(params['Item'] as WireItem)), read: 0 };
    case 'UpdateItem':
    case 'DeleteItem':
      return { write: writeUnitsOf(bytesAt(key)), read: 0 };
    case 'GetItem':
      return { write: 0, read: readUnits(bytesAt(key), params['ConsistentRead'] === true ? 1 : 0.5) };
    case 'BatchGetItem': {
      const tables = Object.values(params['RequestItems'] as Record<string, { Keys: WireItem[] }>);
      const keys = tables.flatMap(({ Keys }) => Keys.map(keyOf));
      return { write: 0, read: keys.reduce((sum, one) => sum + readUnits(bytesAt(one), 0.5), 0) };
    }
    default:
      return { write: 0, read: 1 };
  }
}
