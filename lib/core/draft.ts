// A value while it is being made: what its type has readonly is still open. For what is made of each node at each look:
// a copy that is filled in costs V8 a fraction of a literal that overrides what it spread, or spreads once more.
export type Draft<T> = { -readonly [Field in keyof T]: T[Field] };
