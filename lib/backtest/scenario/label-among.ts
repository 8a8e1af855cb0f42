// What tells a result of a stream's or a cluster's scenario from the others, beside its policy's kind.

interface Choice {
  readonly kind: string;
  readonly name?: string | undefined;
}

/**
 * The key `label` of a result, as the table has it: for a policy that the scenario names, and for those of a kind that it has
 * several of. Nothing where the kind says enough.
 */
export function labelAmong<C extends Choice>(
  choice: C,
  all: readonly C[],
  labelOf: (choice: C) => string,
): { readonly label?: string } {
  const isOneOfSeveral = all.filter(({ kind }) => kind === choice.kind).length > 1;
  return choice.name !== undefined || isOneOfSeveral ? { label: labelOf(choice) } : {};
}
