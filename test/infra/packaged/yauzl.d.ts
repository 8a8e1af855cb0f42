// The part of yauzl 3 that is used here; it comes without types.
declare module 'yauzl' {
  interface Entry {
    readonly fileName: string;
  }
  interface ZipFile {
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<NodeJS.ReadableStream>;
    close(): void;
  }
  export function openPromise(path: string): Promise<ZipFile>;
}
