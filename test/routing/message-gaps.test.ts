import { describe, expect, it } from 'vitest';
import { messageMisfits } from '../../lib/routing/message-gaps.ts';
import { knownNode } from './a-route.ts';

const holder = (nodeId: string, from: number, to: number) => knownNode(nodeId, { messages: { from, to } });
const silent = knownNode('i-silent', { status: 'silent', role: 'unknown' });

describe('ranges of message numbers', () => {
  it('that follow on each other fit, in whatever order they are told', () => {
    expect(messageMisfits([holder('b', 11, 20), holder('a', 1, 10), holder('c', 21, 21)])).toEqual([]);
  });

  it('leave a gap from one number missing on', () => {
    expect(messageMisfits([holder('a', 1, 10), holder('b', 12, 20)])).toEqual([
      { kind: 'gap', from: 11, to: 11, nodeIds: ['a', 'b'] },
    ]);
  });

  it('overlap from one number on', () => {
    expect(messageMisfits([holder('a', 1, 10), holder('b', 10, 20)])).toEqual([
      { kind: 'overlap', from: 10, to: 10, nodeIds: ['a', 'b'] },
    ]);
  });

  it('inside another leave no gap after them that the other closes', () => {
    expect(messageMisfits([holder('a', 1, 30), holder('b', 5, 10), holder('c', 31, 40)])).toEqual([
      { kind: 'overlap', from: 5, to: 10, nodeIds: ['a', 'b'] },
    ]);
  });

  it('leave no gap that is told of while a node that may hold rows has not told its own', () => {
    const [a, b] = [holder('a', 1, 10), holder('b', 12, 20)];
    expect(messageMisfits([a, silent, b])).toEqual([]);
    expect(messageMisfits([a, knownNode('i-uncounted'), b])).toEqual([]);
    const empty = [
      knownNode('i-new', { status: 'launching', role: 'unknown' }),
      knownNode('q', { role: 'queued' }),
    ];
    expect(messageMisfits([a, ...empty, b])).toHaveLength(1);
  });

  it('overlap whoever else is silent', () => {
    expect(messageMisfits([holder('a', 1, 10), silent, holder('b', 9, 20)])).toHaveLength(1);
  });
});
