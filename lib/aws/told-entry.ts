// A journal entry as it leaves Spillway: in the state table and on the event bus. There a target's name has the key that 0.1
// gave it, `groupName`, whatever its kind; who reads either relies on it.

/** With the key of 0.1 in the place of `target`. */
export function toldOf<Named extends { readonly target: string }>({ target, ...rest }: Named) {
  return { groupName: target, ...rest };
}

/** And back: an entry as it stands in the table, written by whatever version. */
export function untold(stored: object): object {
  const { groupName, ...rest } = stored as { readonly groupName?: unknown };
  return { target: groupName, ...rest };
}
