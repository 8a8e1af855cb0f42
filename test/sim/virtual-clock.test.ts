import { describe, expect, it } from 'vitest';
import { cancelTimer, createVirtualClock } from '../../lib/sim/virtual-clock.ts';

describe('the virtual clock', () => {
  it('runs events in order of time, ties in the order of scheduling', async () => {
    const clock = createVirtualClock(0);
    const ran: string[] = [];
    for (const [name, atMs] of [
      ['c', 30],
      ['a', 10],
      ['b1', 20],
      ['b2', 20],
      ['b3', 20],
    ] as const)
      clock.schedule(atMs, () => void ran.push(`${name}@${clock.nowMs()}`));
    await clock.runUntil(100);
    expect(ran).toEqual(['a@10', 'b1@20', 'b2@20', 'b3@20', 'c@30']);
    expect(clock.nowMs()).toBe(100);
  });

  it('keeps many events in order', async () => {
    const clock = createVirtualClock(0);
    const ran: number[] = [];
    for (let i = 0; i < 500; i++) clock.schedule((i * 7919) % 503, () => void ran.push(clock.nowMs()));
    await clock.runUntil(1_000);
    expect(ran).toHaveLength(500);
    expect(ran).toEqual([...ran].sort((a, b) => a - b));
  });

  it('leaves what is due later for later', async () => {
    const clock = createVirtualClock(0);
    let ran = 0;
    clock.schedule(11, () => void ran++);
    await clock.runUntil(10);
    expect(ran).toBe(0);
    await clock.runUntil(11);
    expect(ran).toBe(1);
  });

  it('does not run what was cancelled', async () => {
    const clock = createVirtualClock(0);
    let ran = 0;
    cancelTimer(clock.schedule(5, () => void ran++));
    expect(clock.nextEventAtMs()).toBeUndefined();
    await clock.runUntil(10);
    expect(ran).toBe(0);
  });

  it('awaits an event before it goes on to the next', async () => {
    const clock = createVirtualClock(0);
    const ran: string[] = [];
    clock.schedule(1, async () => {
      await clock.sleep(1_000);
      await Promise.resolve();
      ran.push(`slow@${clock.nowMs()}`);
    });
    clock.schedule(2, () => void ran.push('next'));
    await clock.runUntil(2);
    expect(ran).toEqual(['slow@1', 'next']);
  });

  it('passes on what an event throws', async () => {
    const clock = createVirtualClock(0);
    clock.schedule(1, () => Promise.reject(new Error('boom')));
    await expect(clock.runUntil(2)).rejects.toThrow('boom');
  });
});
