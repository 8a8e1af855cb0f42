// Reads q files as far as that can be done without q: tokens, brackets, where lines break, and that every name is q's own or
// defined. It proves no meaning. What q is, is told by KX's reference; the words are in data/q/reserved-words.json.
import { definitionsOf } from './definitions.ts';
import { nameProblems } from './names.ts';
import { nestedOf } from './nested.ts';
import { tokensOf } from './tokens.ts';

export interface QFile {
  /** As other files load it: `spillway.q`. */
  readonly name: string;
  readonly text: string;
}

/** What is wrong, one line each: `spillway.q:12 x is defined nowhere`. Pure. */
export function checkQ(files: readonly QFile[]): readonly string[] {
  const read = files.map(({ name, text }) => {
    const { tokens, problems } = tokensOf(text);
    const nested = nestedOf(tokens);
    return {
      name,
      items: nested.items,
      problems: [...problems, ...nested.problems],
      ...definitionsOf(nested.items),
    };
  });
  const elsewhere = new Set(read.flatMap(({ globals }) => [...globals.keys()]));

  /** A file and all that it loads, each once. Those that nobody has are told of by the caller. */
  function withLoaded(name: string, seen: Set<string> = new Set()): typeof read {
    const file = read.find((other) => other.name === name);
    if (!file || seen.has(name)) return [];
    seen.add(name);
    return [file, ...file.loads.flatMap((loaded) => withLoaded(loaded, seen))];
  }

  return read.flatMap(({ name, items, problems, loads }) => {
    // What loads it as well: a function sees all that is there when it is called.
    const loaders = read.filter((file) => withLoaded(file.name).some((other) => other.name === name));
    const seen = loaders.flatMap((file) => withLoaded(file.name));
    const globals = new Map(seen.flatMap((file) => [...file.globals]));
    const columns = new Set(seen.flatMap((file) => [...file.columns]));
    const missing = loads.filter((loaded) => !read.some((other) => other.name === loaded));
    return [
      ...missing.map((loaded) => ({ line: 1, text: `it loads ${loaded}, which is not here` })),
      ...problems,
      ...nameProblems(items, { globals, columns, elsewhere }),
    ]
      .sort((a, b) => a.line - b.line)
      .map(({ line, text }) => `${name}:${line} ${text}`);
  });
}
