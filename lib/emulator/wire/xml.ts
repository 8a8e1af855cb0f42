// A result to the XML of awsQuery (`<member>` lists) and ec2Query (`<item>` lists).
import { XMLBuilder } from 'fast-xml-parser';

/** What a service answers: plain data, Dates for timestamps; `undefined` members are left out. */
export type Answer =
  | string
  | number
  | boolean
  | Date
  | null
  | undefined
  | readonly Answer[]
  | ReadonlyMap<string, string>
  | { readonly [name: string]: Answer };

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: true });

/** Name of a list's elements: `member` in awsQuery, `item` in ec2Query. */
export type ListElement = 'member' | 'item';

/** Serialises one root element with its XML namespace. */
export function toXml(
  root: { readonly name: string; readonly namespace?: string; readonly listElement: ListElement },
  content: Answer,
): string {
  const body = toNode(content, root.listElement);
  const attributed =
    root.namespace === undefined ? body : { '@_xmlns': root.namespace, ...(body as Record<string, unknown>) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root.name]: attributed })}`;
}

function toNode(value: Answer, listElement: ListElement): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map)
    // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#map-serialization
    return { entry: [...(value as ReadonlyMap<string, string>)].map(([key, one]) => ({ key, value: one })) };
  if (isList(value)) {
    return value.length === 0 ? '' : { [listElement]: value.map((entry) => toNode(entry, listElement)) };
  }
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined && member !== null)
        .map(([name, member]) => [name, toNode(member, listElement)]),
    );
  }
  return String(value);
}

export function isList(value: Answer): value is readonly Answer[] {
  return Array.isArray(value);
}
