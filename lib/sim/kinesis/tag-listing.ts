// What the Resource Groups Tagging API knows of streams: their tags as they were some time ago, those of deleted
// streams included. Who acts on a stream reads its tags from Kinesis again.
// Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/overview.html

export interface ListedStream {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface TagListing {
  /** The tags of a stream from now on; `undefined` once it is gone. */
  note(name: string, tags: ReadonlyMap<string, string> | undefined): void;
  /** Streams with tags, in order of their names. */
  list(): readonly ListedStream[];
}

interface Version {
  readonly atMs: number;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

export function createTagListing(given: { nowMs: () => number; delayMs: number }): TagListing {
  const { nowMs, delayMs } = given;
  const versionsOf = new Map<string, Version[]>();

  return {
    note(name, tags) {
      const versions = versionsOf.get(name) ?? [];
      versionsOf.set(name, versions);
      versions.push({ atMs: nowMs(), tags: tags && Object.fromEntries(tags) });
      // The newest of those that everybody sees is enough of the past.
      while (versions[1] && versions[1].atMs <= nowMs() - delayMs) versions.shift();
    },
    list() {
      const listed: ListedStream[] = [];
      for (const [name, versions] of versionsOf) {
        const tags = versions.findLast(({ atMs }) => atMs <= nowMs() - delayMs)?.tags;
        if (tags && Object.keys(tags).length > 0) listed.push({ name, tags });
      }
      return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
