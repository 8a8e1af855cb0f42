// One line of a trace as cells, and what stands in a cell: a time, an amount. What a line of cells means is
// trace-rows.ts.
const TIMESTAMP_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))$/;
const AMOUNT_PATTERN = /^\d{1,15}(\.\d{1,9})?$/;
const BYTE_ORDER_MARK = /^\uFEFF/;

export interface CellTime {
  /** Ms since the epoch. */
  readonly atMs: number;
  /** The local clock's offset from UTC that the time was written with, minutes. */
  readonly utcOffsetMinutes: number;
}

/** A line without what an editor or a spreadsheet puts around it; empty for a line without content. */
export function contentOf(raw: string, line: number): string {
  return (line === 1 ? raw.replace(BYTE_ORDER_MARK, '') : raw).trim();
}

/** The cells of a line, spaces and quotes around each taken away; `undefined` where a quote stands open. */
export function cellsOf(text: string): readonly string[] | undefined {
  const cells = text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return cells.some((cell) => cell.includes('"')) ? undefined : cells;
}

/** An ISO 8601 time with offset; `undefined` for anything else, and for a time that does not exist. */
export function timeOf(cell: string): CellTime | undefined {
  const match = TIMESTAMP_PATTERN.exec(cell);
  const atMs = Date.parse(cell);
  if (!match || Number.isNaN(atMs)) return undefined;
  const [, sign, hours = 0, minutes = 0] = match;
  const offset = Number(hours) * 60 + Number(minutes);
  return { atMs, utcOffsetMinutes: sign === '-' ? -offset : offset };
}

/** A number, 0 or more; `undefined` for anything else. */
export function amountOf(cell: string): number | undefined {
  return AMOUNT_PATTERN.test(cell) ? Number(cell) : undefined;
}
