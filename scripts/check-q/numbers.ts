// What q reads as a number, a time or a vector of bits: https://code.kx.com/q/basics/datatypes/.

const CLOCK = String.raw`\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?`;
const DATE = String.raw`\d{4}\.(?:0[1-9]|1[0-2])\.(?:0[1-9]|[12]\d|3[01])`;

const FORMS: readonly RegExp[] = [
  /^-?\d+[hijefpmdznuvtc]?$/,
  /^-?\d*\.\d*(?:e[+-]?\d+)?[ef]?$/,
  /^-?\d+e[+-]?\d+[ef]?$/,
  /^[01]+b$/,
  /^0x(?:[0-9a-f]{2})*$/,
  /^0[Nn][ghijefcpmdznuvt]?$|^0N[g]$/,
  /^-?0[Ww][hijefpmdznuvt]?$/,
  /^\d{4}\.(?:0[1-9]|1[0-2])m$/,
  new RegExp(`^${DATE}$`),
  new RegExp(`^${DATE}D(?:${CLOCK})?$`),
  new RegExp(`^-?\\d+D(?:${CLOCK})?$`),
  new RegExp(`^-?${CLOCK}n?$`),
  // Reading and writing of files: https://code.kx.com/q/ref/file-text/
  /^[012]:$/,
];

/** Pure. */
export function isNumber(text: string): boolean {
  return FORMS.some((form) => form.test(text));
}
