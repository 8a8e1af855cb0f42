import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../lib/kdb/ipc/decode-value.ts';
import { encodeMessage, type MessageOptions } from '../../lib/kdb/ipc/encode-value.ts';
import { definitionsOf, symbolsOf } from '../../scripts/check-q/definitions.ts';
import { nestedOf } from '../../scripts/check-q/nested.ts';
import { tokensOf } from '../../scripts/check-q/tokens.ts';
import { MESSAGES } from './messages.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const [, ...lines] = read('q/messages.txt').trim().split('\n');
const recorded = lines.map((line) => {
  const [name = '', sent, is = '', bytes = ''] = line.split('|');
  return { name, messageType: sent as MessageOptions['messageType'], is, bytes };
});

const sources = readdirSync(new URL('../../q/', import.meta.url))
  .filter((name) => name.endsWith('.q') && !name.startsWith('selftest'))
  .map((name) => tokensOf(read(`q/${name}`)).tokens);
const ranks = new Map(sources.flatMap((tokens) => [...definitionsOf(nestedOf(tokens).items).globals]));

/** Of a message that calls: the function, and how many arguments it is given. */
const calls = Object.values(MESSAGES).flatMap((message) => {
  if (message.kind !== 'list') return [];
  const [head, ...args] = message.items;
  const name = head?.kind === 'atom' ? String(head.value) : head?.kind === 'chars' ? head.text : '';
  // An answer calls nothing: `live` is a word of one, and others begin with no name at all.
  return name === 'live' || name === '' ? [] : [[name, args.length] as const];
});

describe('what the q files send each other', () => {
  it('is recorded, each message once', () => {
    expect(recorded.map(({ name }) => name)).toEqual(Object.keys(MESSAGES));
  });

  it.each(recorded)(
    '$name is these bytes on the wire, and they are read as it',
    ({ name, messageType, bytes }) => {
      const message = MESSAGES[name];
      if (!message) throw new Error(name);
      expect(encodeMessage(message, { messageType }).toString('hex')).toBe(bytes);
      expect(decodeMessage(Buffer.from(bytes, 'hex'), 4096).answer).toEqual(message);
    },
  );

  it('calls functions that are there, with as many arguments as they take', () => {
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter(([name]) => !ranks.has(name))).toEqual([]);
    for (const [name, count] of calls.filter(([called]) => called !== 'upd'))
      expect(ranks.get(name), name).toBe(count);
  });

  it('is all that they send: no function is named in a symbol that no message has', () => {
    const named = sources
      .flat()
      .filter(({ kind }) => kind === 'symbol')
      .flatMap(symbolsOf)
      .filter((name) => /^\.(queue|rdb|logserver)\.\w/.test(name) && ranks.get(name) !== undefined);
    const recordedNames = calls
      .map(([name]) => name)
      .filter((name) => /^\.(queue|rdb|logserver)\./.test(name));
    // What a person sends, no file does.
    expect(new Set([...named, '.queue.rollNow'])).toEqual(new Set(recordedNames));
  });

  it('stands in docs/kdb-protocol.md, as q writes it', () => {
    const page = read('docs/kdb-protocol.md');
    expect(recorded.filter(({ is }) => !page.includes(is.slice(0, 40))).map(({ name }) => name)).toEqual([]);
  });
});

describe('what is pushed to gateways', () => {
  it('has the columns and types that spillway.q asks for', () => {
    const source = read('q/spillway.q');
    const pushed = MESSAGES['pushed'];
    const table = pushed?.kind === 'list' ? pushed.items[1] : undefined;
    if (table?.kind !== 'table') throw new Error('no table');
    expect(/^\.spillway\.pushed:`(.*)$/m.exec(source)?.[1]?.split('`')).toEqual(table.columns);
    const letters = new Map([
      [1, 'b'],
      [7, 'j'],
      [11, 's'],
      [12, 'p'],
      [16, 'n'],
    ]);
    const types = table.data.map((column) =>
      column.kind === 'vector' ? letters.get(column.type) : undefined,
    );
    expect(/^\.spillway\.types:"(.*)"$/m.exec(source)?.[1]).toBe(types.join(''));
  });
});
