// A template, or a part of it, as it was parsed.

export type Members = Readonly<Record<string, unknown>>;
