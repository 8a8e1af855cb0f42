// What a file imports, as TypeScript's own parser reads it: values and types alike, static and dynamic.
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** A file of the repository: its path from the root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  /** As it is written. */
  readonly specifier: string;
  /** The file of the repository; `undefined` of a package. */
  readonly to: string | undefined;
}

export function importsOf({ path, text }: SourceFile): readonly Import[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) => ({
    from: path,
    specifier: fileName,
    to: fileName.startsWith('.') ? normalize(join(dirname(path), fileName)) : undefined,
  }));
}

/** `a.ts imports ../b.ts`, as a test's failure shows it. */
export const say = ({ from, specifier }: Import): string => `${from} imports ${specifier}`;
