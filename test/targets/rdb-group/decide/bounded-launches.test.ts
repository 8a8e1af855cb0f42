// However nodes boot, fail to report or fall silent, the number of launches stays bounded.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SUSPECTS_REPLACED_MAX } from '../../../../lib/targets/rdb-group/decide/limits.ts';
import type { Behaviour } from '../../../build/little-group.ts';
import { aLittleGroup } from '../../../build/little-group.ts';
import { aPolicy } from '../../../build/snapshot.ts';

const SPEAKS: Behaviour = { bootsAfter: 2, reports: [true] };
const MUTE: Behaviour = { bootsAfter: 2, reports: [] };
const NEVER_BOOTS: Behaviour = { reports: [] };

function launches(setup: {
  readonly launched: readonly Behaviour[];
  readonly live?: Behaviour;
  readonly sparesMin?: number;
  readonly minutes?: number;
}): number {
  const { launched, live = SPEAKS, sparesMin = 1, minutes = 24 * 60 } = setup;
  const group = aLittleGroup({ policy: aPolicy({ sparesMin }), usedPercent: 76, live, launched });
  for (let minute = 0; minute < minutes; minute += 1) group.cycle(minute);
  return group.launchCount();
}

describe('over a day, one wanted spare takes', () => {
  it.each<[string, readonly Behaviour[], number]>([
    ['that boots and reports', [SPEAKS], 1],
    ['that never boots: a suspect in any stage, it is replaced once', [NEVER_BOOTS], 2],
    ['that boots and never reports: it is replaced once', [MUTE], 2],
    ['whose replacement reports', [MUTE, SPEAKS], 2],
    ['that reports for an hour and falls silent', [{ bootsAfter: 2, reports: hours(1, 23) }], 2],
  ])('a node %s', (_, launched, count) => {
    expect(launches({ launched })).toBe(count);
  });

  it('no more when everything falls silent at once, the live node too', () => {
    const silentFromNoon: Behaviour = { bootsAfter: 2, reports: hours(12, 12) };
    expect(launches({ launched: [silentFromNoon, MUTE], live: silentFromNoon })).toBe(2);
  });

  it('no more than five replacements, though nodes speak and fall silent one after the other', () => {
    const speaksFor = (minutes: number): Behaviour => ({
      bootsAfter: 2,
      reports: [...minutesOf(minutes, true), ...hours(0, 100)],
    });
    const launched = [speaksFor(30), speaksFor(50)];
    expect(launches({ launched, sparesMin: 1 })).toBe(2);
    expect(launches({ launched, sparesMin: 2 })).toBe(2 + SUSPECTS_REPLACED_MAX);
  });

  it('one launch in a group in which nobody ever reports', () => {
    expect(launches({ launched: [MUTE], live: MUTE, sparesMin: 0 })).toBe(1);
  });
});

describe('whatever nodes do', () => {
  const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
    fc.constantFrom(SPEAKS, MUTE, NEVER_BOOTS),
    fc.record({
      bootsAfter: fc.nat(20),
      reports: fc.oneof(
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc
          .tuple(fc.nat(30), fc.nat(60))
          .map(([speaks, silent]) => [...minutesOf(speaks, true), ...minutesOf(silent, false)]),
      ),
    }),
  );

  it('no more are launched than are wanted, and five to replace them', () => {
    let withReplacements = 0;
    fc.assert(
      fc.property(
        fc.array(behaviour, { minLength: 1, maxLength: 8 }),
        behaviour,
        fc.integer({ min: 1, max: 3 }),
        (launched, live, sparesMin) => {
          const setup = { launched, live: { ...live, bootsAfter: 0 }, sparesMin, minutes: 400 };
          const count = launches(setup);
          if (count > sparesMin) withReplacements += 1;
          expect(count).toBeLessThanOrEqual(sparesMin + SUSPECTS_REPLACED_MAX);
        },
      ),
      { numRuns: 60 },
    );
    expect(withReplacements).toBeGreaterThanOrEqual(10);
  });

  it('asking many times a minute launches no more', () => {
    let withReplacements = 0;
    fc.assert(
      fc.property(fc.array(behaviour, { minLength: 1, maxLength: 4 }), (launched) => {
        const count = (cyclesPerMinute: number) => {
          const group = aLittleGroup({
            policy: aPolicy({ sparesMin: 1 }),
            usedPercent: 76,
            live: SPEAKS,
            launched,
          });
          for (let i = 0; i < 90 * cyclesPerMinute; i += 1) group.cycle(i / cyclesPerMinute);
          return group.launchCount();
        };
        const once = count(1);
        if (once > 1) withReplacements += 1;
        expect(count(4)).toBeLessThanOrEqual(once + 1);
      }),
      { numRuns: 50 },
    );
    expect(withReplacements).toBeGreaterThanOrEqual(8);
  });
});

function minutesOf(count: number, value: boolean): readonly boolean[] {
  return Array.from({ length: count }, () => value);
}

function hours(speaking: number, silent: number): readonly boolean[] {
  return [...minutesOf(60 * speaking, true), ...minutesOf(60 * silent, false)];
}
