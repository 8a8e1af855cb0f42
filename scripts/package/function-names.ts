// The functions that are packaged, and how big each zip may get.

/** Entry points under `functions/`; each exports `handler`. */
export const FUNCTION_NAMES = [
  'on-alarm',
  'on-schedule',
  'on-lifecycle',
  'on-tick',
  'discover',
  'probe',
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];

/**
 * The most a function's zip may weigh, in bytes. A zip grows by what is imported: cold starts are read,
 * parsed and paid for in bytes. `discover` needs DynamoDB's client alone, the probe none.
 */
export const ZIP_BYTES_MAX: Readonly<Record<FunctionName, number>> = {
  'on-alarm': 250_000,
  'on-schedule': 250_000,
  'on-lifecycle': 250_000,
  'on-tick': 250_000,
  discover: 170_000,
  probe: 60_000,
};
