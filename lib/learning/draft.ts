// A value while it is being made: what its type has readonly is still open. For what is made anew at each look of each node,
// where most fields stay as they are: a copy, in which those are replaced that change.
//
// A copy is not given further fields, here and wherever a day has thousands of looks: Node 20 makes a hidden class of its own
// for each object to which a field is added after a spread (0.8 µs a field, against 0.01 µs), and whoever reads that object
// later finds none that it knows. `{ added, ...known }`, or `Object.assign({}, known, { added })` where the order of the fields
// is seen, has no such cost. Measured: docs/performance.md.
export type Draft<T> = { -readonly [Field in keyof T]: T[Field] };
