// A value that nobody can change: objects, lists and maps, all the way down. What is handed to a pure function in a
// test is frozen, so that the function fails where it would change its input.

/** The value itself, frozen: writing to it, or into it, throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map || value instanceof Set) {
    for (const [key, member] of value.entries()) [key, member].forEach(deepFreeze);
    // Object.freeze leaves a collection's entries open; its methods are closed instead.
    const refuse = (): never => {
      throw new TypeError('A frozen collection may not be changed');
    };
    for (const method of ['set', 'add', 'delete', 'clear']) {
      if (method in value) Object.defineProperty(value, method, { value: refuse });
    }
  }
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
