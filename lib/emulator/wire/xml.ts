// A result to the XML of awsQuery (`<member>` lists) and ec2Query (`<item>` lists). Written by hand: elements
// only, and a page of a hundred groups is a megabyte.

/** What a service answers: plain data, Dates for timestamps; `undefined` members are left out. */
export type Answer =
  | string
  | number
  | boolean
  | Date
  | null
  | undefined
  | readonly Answer[]
  | { readonly [name: string]: Answer };

/** Name of a list's elements: `member` in awsQuery, `item` in ec2Query. */
export type ListElement = 'member' | 'item';

/** Serialises one root element with its XML namespace. */
export function toXml(
  root: { readonly name: string; readonly namespace?: string; readonly listElement: ListElement },
  content: Answer,
): string {
  const namespace = root.namespace === undefined ? '' : ` xmlns="${root.namespace}"`;
  const body = inner(content, root.listElement);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root.name}${namespace}>${body}</${root.name}>`;
}

function element(name: string, value: Answer, listElement: ListElement): string {
  if (value === undefined || value === null) return '';
  const body = inner(value, listElement);
  return body === '' ? `<${name}/>` : `<${name}>${body}</${name}>`;
}

function inner(value: Answer, listElement: ListElement): string {
  if (value === undefined || value === null) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return escape(String(value));
  let body = '';
  if (isList(value)) {
    for (const entry of value) body += element(listElement, entry, listElement);
  } else {
    for (const name of Object.keys(value)) body += element(name, value[name], listElement);
  }
  return body;
}

function isList(value: Answer): value is readonly Answer[] {
  return Array.isArray(value);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '') : text;
}
