// Linux's account of a server's memory, as the RDB passes it on.
// Source: https://docs.kernel.org/filesystems/proc.html#meminfo

export interface ServerMemory {
  /** What cannot be had without swapping: MemTotal − MemAvailable. */
  readonly usedBytes: number;
  readonly totalBytes: number;
}

/** Reads the first lines of /proc/meminfo; `undefined` if they do not say. */
export function readMeminfo(text: string): ServerMemory | undefined {
  const totalBytes = kilobytes(text, 'MemTotal');
  const availableBytes = kilobytes(text, 'MemAvailable');
  if (totalBytes === undefined || availableBytes === undefined || totalBytes === 0) return undefined;
  return availableBytes <= totalBytes ? { usedBytes: totalBytes - availableBytes, totalBytes } : undefined;
}

function kilobytes(text: string, name: string): number | undefined {
  const match = new RegExp(`^${name}:\\s+(\\d{1,12}) kB$`, 'm').exec(text);
  return match ? Number(match[1]) * 1024 : undefined;
}
