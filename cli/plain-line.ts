// What the ports complain of, as a person reads it. They write for a log: a line of JSON with a message.
import * as z from 'zod';

const logged = z.looseObject({ level: z.string(), message: z.string() });

/** A sentence for standard error. A line that is no log line stays as it is. */
export function plainLine(line: string): string {
  const parsed = logged.safeParse(jsonOf(line));
  if (!parsed.success) return line;
  const { level, message } = parsed.data;
  return `${level === 'INFO' ? 'note' : 'warning'}: ${message}`;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // The schema then takes it for no log line.
  }
}
