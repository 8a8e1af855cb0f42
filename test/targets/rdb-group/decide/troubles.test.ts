import { describe, expect, it } from 'vitest';
import { ATTENTION, type AttentionKind, type Troubles } from '../../../../lib/core/attention.ts';
import type { Outcome } from '../../../../lib/core/outcome.ts';
import type { Reason } from '../../../../lib/core/reason.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { decide } from '../../../../lib/targets/rdb-group/decide/decide.ts';
import { troublesAfter } from '../../../../lib/targets/rdb-group/decide/troubles.ts';
import type { Server } from '../../../build/servers.ts';
import { flushed, lastHeardOf, live, neverReported, NOW_MS, queued, rolled } from '../../../build/servers.ts';
import type { SnapshotParts } from '../../../build/snapshot.ts';
import { anOpenWindow, aPolicy, aSnapshot, aDormancy } from '../../../build/snapshot.ts';

interface Given extends SnapshotParts {
  readonly known?: Troubles;
  readonly outcomes?: readonly Outcome[];
  readonly heldFor?: Reason;
}

function after(
  servers: readonly Server[],
  { known = {}, outcomes = [], heldFor, ...parts }: Given = {},
): Troubles {
  const snapshot = aSnapshot(servers, parts);
  const policy = aPolicy(parts.policy);
  const plan = decide(snapshot, policy, NOW_MS, heldFor ? { heldFor } : {});
  return troublesAfter({ known, snapshot, policy, plan, heldFor, outcomes, nowMs: NOW_MS });
}

const two = [81, 60].map((used, i) => live(used, { node: { instanceId: `i-${i}` } }));
const twoLive = {
  learned: {
    nodes: Object.fromEntries(two.map((s) => [s.node.instanceId, s.learned])),
    claims: { twoLiveSinceMs: NOW_MS - 5 * MINUTE_MS },
  },
};
const REJECTED: Outcome = { kind: 'rejected', code: 'ValidationError', message: 'no' };

const BAD_TAG = { code: 'bad-tag', text: 'a tag cannot be read', operands: {} };

/** Each kind that a cycle sees, from servers that show it and nothing else. */
const CASES: readonly (readonly [AttentionKind, readonly Server[], Given])[] = [
  ['held', [live()], { group: { hasWeightedCapacity: true } }],
  ['held', [live()], { heldFor: BAD_TAG }],
  ['held', [live()], { heldFor: BAD_TAG, policy: { pauseUntilMs: NOW_MS + HOUR_MS } }],
  ['refused', [live()], { outcomes: [REJECTED] }],
  ['refused', [live()], { outcomes: [{ kind: 'applied' }, { kind: 'unknown', message: 'timed out' }] }],
  ['at-maximum', [live(76)], { group: { maxSize: 1 } }],
  ['capacity-missing', [live()], { group: { desiredCapacity: 2 } }],
  ['suspects', [live(), neverReported('i-s', HOUR_MS)], {}],
  ['unproved', [live(), rolled('i-r')], { intent: anOpenWindow() }],
  ['waiting-in-hook', [live(), rolled('i-w', { node: { stage: 'terminating-wait' } })], {}],
  ['retained', [live(), rolled('i-r', { node: { stage: 'retained' } })], {}],
  ['two-live', two, { ...twoLive, policy: { scaleThresholdPercent: 79, rollThresholdPercent: 99 } }],
];

describe('the troubles after a cycle', () => {
  it('are none where all is well', () => {
    expect(after([live(), queued('i-q'), rolled('i-r')])).toEqual({});
  });

  it.each(CASES)('are %s', (kind, servers, given) => {
    expect(after(servers, given)).toMatchObject({ [kind]: NOW_MS });
    // It keeps its beginning while it lasts, and is gone with its cause.
    expect(after(servers, { ...given, known: { [kind]: 7 } })[kind]).toBe(7);
    expect(after([live()], { known: { [kind]: 7 } })).toEqual({});
  });

  it('are blind where none says that it is live, and none of it while the group is dormant', () => {
    const silent = [lastHeardOf(live(), 10 * MINUTE_MS)];
    expect(after(silent).blind).toBe(NOW_MS);
    expect(after([flushed('i-f')], { intent: aDormancy() }).blind).toBeUndefined();
  });

  it('are suspects also for capacity that does not come', () => {
    const missingSinceMs = [NOW_MS - HOUR_MS];
    const learned = { nodes: { 'i-live': live().learned }, launches: { missingSinceMs } };
    expect(after([live()], { learned, group: { desiredCapacity: 2 } })).toMatchObject({ suspects: NOW_MS });
  });

  it('are no refusal where nothing was sent', () => {
    expect(after([live()], { outcomes: [{ kind: 'not-sent', why: 'dry-run', message: 'x' }] })).toEqual({});
  });

  it('are a late roll from its moment on, for as long as it is shown, and anew for the next', () => {
    expect(after([live(85)], { policy: { sparesMin: 0 } })['late-roll']).toBe(NOW_MS);
    const shownMs = ATTENTION['late-roll'].shownMs;
    const known = (agoMs: number) => ({ known: { 'late-roll': NOW_MS - agoMs } });
    expect(after([live()], known(shownMs - 1))['late-roll']).toBe(NOW_MS - shownMs + 1);
    expect(after([live()], known(shownMs))['late-roll']).toBeUndefined();
    expect(after([live(85)], known(MINUTE_MS))['late-roll']).toBe(NOW_MS);
  });

  it('are failing no more once a cycle has ended, and none of a group that is off', () => {
    expect(after([live()], { known: { failing: 7 } })).toEqual({});
    const off = {
      policy: { mode: 'off' },
      group: { hasWeightedCapacity: true },
      known: { held: 7 },
    } as const;
    expect(after([live(85)], off)).toEqual({});
  });
});
