// The part of yazl 3 that is used here; it comes without types.
declare module 'yazl' {
  export class ZipFile {
    readonly outputStream: NodeJS.ReadableStream;
    addBuffer(
      buffer: Buffer,
      metadataPath: string,
      options?: {
        readonly mtime?: Date;
        readonly forceDosTimestamp?: boolean;
        readonly mode?: number;
        readonly compressionLevel?: number;
      },
    ): void;
    end(): void;
  }
}
