// Tags of a target whose adoption is tags alone, as they are changed.

/** Absolute: done twice, it is done once. All the tags of one change, or none. */
export type TagChange =
  | { readonly kind: 'put-tags'; readonly tags: Readonly<Record<string, string>> }
  | { readonly kind: 'delete-tags'; readonly keys: readonly string[] };
