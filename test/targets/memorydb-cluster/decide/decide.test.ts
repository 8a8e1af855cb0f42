import { describe, expect, it } from 'vitest';
import { decideSafely } from '../../../../lib/targets/memorydb-cluster/decide/decide-safely.ts';
import { NOTHING_LEARNED, type Learned } from '../../../../lib/targets/memorydb-cluster/domain/learned.ts';
import { DAY_MS, GIB, HOUR_MS, MINUTE_MS } from '../../../../lib/core/units.ts';
import { anHour, aQuestion, aShard, NOW_MS, POLICY, proved, shardsAt } from '../a-question.ts';

type Change = Parameters<typeof aQuestion>[0];
const planOf = (change: Change) => decideSafely(aQuestion(change));
const stepOf = (change: Change) =>
  planOf(change).actions.map(({ action, effect }) =>
    action.kind === 'set-shards' ? `${effect} ${action.shards}` : `${effect} ${action.replicas} replicas`,
  );
const codesOf = (change: Change) => planOf(change).considered.map(({ code }) => code);

/** Four shards that fill by so many percent of a node each, in each hour. */
const filling = (percent: number, percentPerHour: number) => ({
  shards: shardsAt(percent, percent, percent, percent),
  minutes: anHour((ago) => (4 * 10 * GIB * (percent - (percentPerHour * (ago - 1)) / 60)) / 100),
});

describe('a cluster that is left alone', () => {
  it('is held for a bad tag, and says which', () => {
    const problems = [{ tag: 'spillway:shards-max', given: 'nothing', allowed: 'required' }];
    const plan = decideSafely({ ...aQuestion(), policy: { ok: false, policy: POLICY, problems } });
    expect(plan).toMatchObject({ reason: { code: 'bad-tags' }, actions: [], troubles: ['held'] });
  });

  const full = shardsAt(70, 70, 70, 70);
  it.each<[string, Change]>([
    ['off', { policy: { mode: 'off' }, cluster: { shards: full } }],
    ['paused', { policy: { pauseUntilMs: NOW_MS + 1 }, cluster: { shards: full } }],
    ['multi-region', { cluster: { shards: full, special: 'multi-region' } }],
    ['data-tiering', { cluster: { shards: full, special: 'data-tiering' } }],
    ['changing', { cluster: { shards: full, status: 'updating' } }],
    ['changing', { cluster: { shards: full, status: 'snapshotting' } }],
    ['enough', {}],
  ])('is so because it is %s', (code, change) => {
    expect(planOf(change)).toMatchObject({ kind: 'hold', reason: { code }, actions: [], troubles: [] });
  });

  it('is held and said to be blind where a primary is silent, or was silent for more than five minutes', () => {
    const [first, ...others] = shardsAt(70, 70, 70);
    const { primary, ...silent } = first ?? aShard('0001', 70);
    const late = { ...silent, ...(primary && { primary: { ...primary, atMs: NOW_MS - 5 * MINUTE_MS - 1 } }) };
    const still = { ...silent, ...(primary && { primary: { ...primary, atMs: NOW_MS - 5 * MINUTE_MS } }) };
    for (const shard of [silent, late])
      expect(planOf({ cluster: { shards: [shard, ...others] } })).toMatchObject({
        reason: { code: 'blind' },
        troubles: ['blind'],
      });
    expect(stepOf({ cluster: { shards: [still, ...others] } })).toEqual(['adds 4']);
  });
});

describe('growing', () => {
  it('begins above the target, and goes to the shards that bring it back', () => {
    expect(stepOf({ cluster: { shards: shardsAt(60, 60, 60, 60) } })).toEqual([]);
    expect(stepOf({ cluster: { shards: shardsAt(60.1, 60, 60, 60) } })).toEqual(['adds 5']);
    expect(stepOf({ cluster: { shards: shardsAt(90, 90, 90, 90) } })).toEqual(['adds 6']);
  });

  it('reckons with the fullest primary, not with the mean', () => {
    expect(stepOf({ cluster: { shards: shardsAt(75, 50, 50, 50) } })).toEqual(['adds 5']);
  });

  it('looks ahead by half an hour and a minute for each GiB, and by five minutes more', () => {
    // 16 GiB: 51 minutes. At 12 % an hour 40 becomes 50.2 by then, and at 24 % 60.4.
    expect(stepOf({ cluster: filling(40, 12) })).toEqual([]);
    const plan = planOf({ cluster: filling(40, 24) });
    expect(plan).toMatchObject({
      kind: 'grow',
      reason: { code: 'filling', operands: { leadMs: 51 * MINUTE_MS } },
    });
    expect(plan.actions[0]?.action).toEqual({ kind: 'set-shards', shards: 5, from: 4 });
  });

  it('asks for as many as stay below 90 % until the resharding after this one could have ended', () => {
    // In 51 minutes 40 becomes 91, for which seven would do; in as many again 142, which on seven is 81.
    expect(stepOf({ cluster: filling(40, 60) })).toEqual(['adds 7']);
    // 39 becomes 140, and 241: more than 90 on ten.
    expect(stepOf({ cluster: filling(39, 120) })).toEqual(['adds 11']);
  });

  it('looks ahead by as long as reshardings of that size were seen to take', () => {
    const learned = {
      ...NOTHING_LEARNED,
      change: { seen: [{ usedBytes: 16 * GIB, durationMs: 10 * MINUTE_MS }] },
    };
    expect(planOf({ cluster: filling(40, 24), learned }).actions).toEqual([]);
    expect(stepOf({ cluster: filling(55, 24), learned })).toEqual(['adds 5']);
  });

  it('takes no minute from before the last change for a rise: what was on shards that have gone is missing in it', () => {
    const at = (agoMin: number) => ({
      ...NOTHING_LEARNED,
      change: { seen: [], endedAtMs: NOW_MS - agoMin * MINUTE_MS },
    });
    expect(stepOf({ cluster: filling(45, 24), learned: at(60) })).toEqual(['adds 5']);
    expect(stepOf({ cluster: filling(45, 24), learned: at(5) })).toEqual([]);
  });

  it('begins before a rise that past days had at this time', () => {
    const hour = NOW_MS / HOUR_MS;
    const day = DAY_MS / HOUR_MS;
    // A Tuesday that rose from 20 GiB to 30 within the hour after noon.
    const hours = [
      { hour: hour - day - 1, usedBytes: 20 * GIB },
      { hour: hour - day, usedBytes: 30 * GIB },
    ];
    expect(stepOf({ learned: { ...NOTHING_LEARNED, memory: { hours } } })).toEqual(['adds 5']);
    const sunday = hours.map((one) => ({ ...one, hour: one.hour - 2 * day }));
    expect(stepOf({ learned: { ...NOTHING_LEARNED, memory: { hours: sunday } } })).toEqual([]);
  });

  it('goes no higher than the tag, and says so there', () => {
    const shards = shardsAt(90, 90, 90, 90);
    expect(stepOf({ cluster: { shards }, policy: { shardsMax: 5 } })).toEqual(['adds 5']);
    expect(planOf({ cluster: { shards }, policy: { shardsMax: 4 } })).toMatchObject({
      reason: { code: 'at-maximum' },
      troubles: ['cannot-grow'],
    });
  });

  it('is done for the minimum of the tags alone', () => {
    expect(planOf({ policy: { shardsMin: 6 } })).toMatchObject({
      reason: { code: 'below-minimum' },
      actions: [{ action: { shards: 6 } }],
    });
  });

  it.each<[string, object]>([
    ['window', { maintenanceWindow: 'wed:11:30-wed:12:30' }],
    ['window', { snapshotWindow: '11:00-12:01' }],
  ])('waits for the end of a %s, and is trouble only where writes would be refused', (code, window) => {
    const cluster = window;
    expect(planOf({ cluster: { ...cluster, shards: shardsAt(70, 70) } })).toMatchObject({
      reason: { code },
      troubles: [],
    });
    expect(planOf({ cluster: { ...cluster, shards: shardsAt(95, 95) } })).toMatchObject({
      reason: { code },
      troubles: ['cannot-grow'],
    });
  });

  it('waits while a primary is busier than AWS advises, or does not say', () => {
    const busyAt = (cpuPercent: number) => [aShard('0001', 70, { cpuPercent }), aShard('0002', 70)];
    expect(stepOf({ cluster: { shards: busyAt(80) } })).toEqual(['adds 3']);
    expect(planOf({ cluster: { shards: busyAt(80.1) } }).reason.code).toBe('busy');
    expect(stepOf({ cluster: { shards: busyAt(50), nodeType: 'db.t4g.small' } })).toEqual(['adds 3']);
    expect(planOf({ cluster: { shards: busyAt(50.1), nodeType: 'db.t4g.small' } }).reason.code).toBe('busy');
  });

  it('is not tried again by itself where the last ended short, until the cluster has other shards', () => {
    const short = { atMs: NOW_MS - DAY_MS, from: 3, to: 6, got: 4 };
    const learned = { ...NOTHING_LEARNED, change: { seen: [], short } };
    const plan = planOf({ learned, cluster: { shards: shardsAt(70, 70, 70, 70) } });
    expect(plan).toMatchObject({
      reason: { code: 'ended-short', operands: { to: 6, got: 4 } },
      troubles: ['cannot-grow'],
    });
    expect(stepOf({ learned, cluster: { shards: shardsAt(70, 70, 70) } })).toEqual(['adds 4']);
  });
});

describe('a hot shard', () => {
  it('is named from one and a half times the mean on, and no shards are added for it', () => {
    // 89 of a mean of 59.75 is 1.49 times as much, 92 of 60.5 is 1.52.
    expect(stepOf({ cluster: { shards: shardsAt(89, 50, 50, 50) } })).toEqual(['adds 6']);
    const plan = planOf({ cluster: { shards: shardsAt(94, 50, 50, 46) } });
    expect(plan).toMatchObject({ actions: [], troubles: ['hot-shard'] });
    expect(plan.considered[0]).toMatchObject({ code: 'hot-shard', operands: { shard: '0001' } });
    expect(plan.considered[0]?.text).toContain('a larger node type or other keys will');
  });

  it('does not keep the others from growing', () => {
    expect(stepOf({ cluster: { shards: shardsAt(99, 61, 61, 0, 61, 61, 61, 61) } })).toEqual([]);
    expect(stepOf({ cluster: { shards: shardsAt(100, 64, 64, 10, 64, 64, 64, 64) } })).toEqual(['adds 9']);
  });
});

describe('replicas', () => {
  const lacking = [aShard('0001', 50, { nodeCount: 1 }), aShard('0002', 50)];

  it('are added to the number that the tags ask for', () => {
    expect(stepOf({ cluster: { shards: lacking } })).toEqual(['adds 1 replicas']);
    expect(stepOf({ policy: { replicasMin: 2 } })).toEqual(['adds 2 replicas']);
  });

  it('are taken from no shard that has more of them than another', () => {
    const uneven = [aShard('1', 50, { nodeCount: 2 }), aShard('2', 50, { nodeCount: 4 })];
    expect(stepOf({ cluster: { shards: uneven }, policy: { replicasMin: 2 } })).toEqual(['adds 3 replicas']);
  });

  it('come after shards that are wanted, and not while a window is open', () => {
    const full = lacking.map((shard) => ({ ...shard, ...aShard(shard.name, 70), nodeCount: 1 }));
    expect(stepOf({ cluster: { shards: full } })).toEqual(['adds 3']);
    const maintenanceWindow = 'wed:11:30-wed:12:30';
    expect(planOf({ cluster: { shards: lacking, maintenanceWindow } }).reason.code).toBe('window');
  });

  it.each([
    [80, 'replicas-missing'],
    [80.1, 'busy'],
  ])('wait for a primary that is %s %% busy: %s', (cpuPercent, code) => {
    const shards = [...lacking, aShard('0003', 50, { cpuPercent })];
    expect(planOf({ cluster: { shards } }).reason.code).toBe(code);
  });
});

describe('taking a shard away', () => {
  const quiet = { shards: shardsAt(20, 20, 20, 20) };

  it('takes two proofs an hour apart, and takes one at a time', () => {
    expect(stepOf({ cluster: quiet, learned: proved(4) })).toEqual(['takes 3']);
    const provedFor = (ms: number) => proved(4, { fits: { sinceMs: NOW_MS - ms, shards: 4 } });
    expect(stepOf({ cluster: quiet, learned: provedFor(HOUR_MS) })).toEqual(['takes 3']);
    expect(codesOf({ cluster: quiet, learned: provedFor(HOUR_MS - 1) })).toContain('proved-once');
    expect(codesOf({ cluster: quiet, learned: proved(3) })).toContain('proved-once');
  });

  it('goes no lower than the tag', () => {
    expect(stepOf({ cluster: quiet, learned: proved(4), policy: { shardsMin: 3 } })).toEqual(['takes 3']);
    expect(stepOf({ cluster: quiet, learned: proved(4), policy: { shardsMin: 4 } })).toEqual([]);
    expect(stepOf({ cluster: { shards: shardsAt(5) }, learned: proved(1) })).toEqual([]);
  });

  it('needs 1.5 times free of what leaves, whichever shard that is', () => {
    const policy = { memoryTargetPercent: 90 };
    // On two nodes of 10 GiB: 3.9 leave 5.9 free, 4.1 leave too little.
    expect(stepOf({ cluster: { shards: shardsAt(39, 39) }, learned: proved(2), policy })).toEqual([
      'takes 1',
    ]);
    for (const shards of [shardsAt(41, 41), shardsAt(45, 33)]) {
      expect(stepOf({ cluster: { shards }, learned: proved(2), policy })).toEqual([]);
      // Held by what decides, not only by what checks it.
      const plan = planOf({ cluster: { shards }, learned: proved(2), policy });
      expect(plan.reason.code).toBe('enough');
    }
  });

  it('keeps below the target what the last day held', () => {
    const heldAt = (hoursAgo: number) => {
      const hours = [{ hour: NOW_MS / HOUR_MS - hoursAgo, usedBytes: 20 * GIB }];
      return stepOf({ cluster: quiet, learned: proved(4, { memory: { hours } }) });
    };
    expect(heldAt(24)).toEqual([]);
    expect(heldAt(25)).toEqual(['takes 3']);
    expect(stepOf({ cluster: { shards: shardsAt(45, 45, 45, 45) }, learned: proved(4) })).toEqual([
      'takes 3',
    ]);
    expect(stepOf({ cluster: { shards: shardsAt(45.1, 45, 45, 45) }, learned: proved(4) })).toEqual([]);
  });

  it('waits a day after the last growth, and after the first look', () => {
    const at = (change: object) =>
      proved(4, { change: { seen: [], knownSinceMs: NOW_MS - 9 * DAY_MS, ...change } });
    expect(stepOf({ cluster: quiet, learned: at({ grownAtMs: NOW_MS - DAY_MS }) })).toEqual(['takes 3']);
    for (const change of [{ grownAtMs: NOW_MS - DAY_MS + 1 }, { knownSinceMs: NOW_MS - DAY_MS + 1 }])
      expect(codesOf({ cluster: quiet, learned: at(change) })).toContain('grown-lately');
  });

  it.each<[string, readonly ReturnType<typeof aShard>[]]>([
    ['replicas-behind', [aShard('1', 20, { replicaLagMs: 5_001 }), aShard('2', 20)]],
    ['replicas-unknown', [aShard('1', 20), aShard('2', 20)].map(({ replicaLagMs: _, ...shard }) => shard)],
  ])('waits for replicas: %s', (code, shards) => {
    expect(codesOf({ cluster: { shards }, learned: proved(2) })).toContain(code);
  });

  it('is not begun so late that it would last into a window', () => {
    // 8 GiB: 43 minutes.
    const before = (window: string) =>
      stepOf({ cluster: { ...quiet, snapshotWindow: window }, learned: proved(4) });
    expect(before('12:43-13:43')).toEqual([]);
    expect(before('12:44-13:44')).toEqual(['takes 3']);
  });

  it('is not tried again by itself where the last ended with a shard more than asked for', () => {
    const short = { atMs: NOW_MS - DAY_MS, from: 4, to: 3, got: 4 };
    const learned = proved(4, { change: { seen: [], knownSinceMs: 0, short } });
    const plan = planOf({ cluster: quiet, learned });
    expect(plan.actions).toEqual([]);
    expect(plan.considered).toContainEqual(expect.objectContaining({ code: 'ended-short' }));
    expect(stepOf({ cluster: quiet, learned, operatorTarget: 3 })).toEqual(['takes 3']);
  });
});

describe('an operator', () => {
  const quiet = { shards: shardsAt(20, 20, 20, 20) };

  it('reaches more shards in one call, and fewer one at a time', () => {
    expect(stepOf({ operatorTarget: 8 })).toEqual(['adds 8']);
    expect(stepOf({ cluster: quiet, learned: proved(4), operatorTarget: 2 })).toEqual(['takes 3']);
    expect(planOf({ operatorTarget: 4 }).reason.code).toBe('operator-reached');
  });

  it('is bound by the tags, by proofs, by windows and by what AWS advises', () => {
    const code = (change: Change) => planOf(change).reason.code;
    expect(code({ operatorTarget: 17 })).toBe('operator-out-of-range');
    expect(code({ cluster: quiet, operatorTarget: 3 })).toBe('proved-once');
    expect(code({ operatorTarget: 3 })).toBe('too-full');
    expect(code({ operatorTarget: 8, cluster: { maintenanceWindow: 'wed:11:30-wed:12:30' } })).toBe('window');
    expect(code({ operatorTarget: 8, policy: { mode: 'off' } })).toBe('off');
  });
});

describe('a change that is under way while writes are about to be refused', () => {
  const shards = shardsAt(96, 96);
  /** Half an hour, a minute for each GiB held, and five minutes. */
  const leadMs = (35 + 19.2) * MINUTE_MS;
  const troublesOf = (under: NonNullable<Learned['change']['under']>) =>
    planOf({
      cluster: { shards, status: 'updating' },
      learned: { ...NOTHING_LEARNED, change: { seen: [], under } },
    }).troubles;

  it('is trouble, unless it is a growth that takes no more than twice as long as it should', () => {
    const growth = { by: 'us', from: 2, to: 4 } as const;
    expect(troublesOf({ ...growth, atMs: NOW_MS - 2 * leadMs })).toEqual([]);
    expect(troublesOf({ ...growth, atMs: NOW_MS - 2 * leadMs - 1 })).toEqual(['cannot-grow']);
    expect(troublesOf({ by: 'us', from: 3, to: 2, atMs: NOW_MS })).toEqual(['cannot-grow']);
    expect(troublesOf({ by: 'other', atMs: NOW_MS })).toEqual(['cannot-grow']);
  });
});

describe('what AWS refused', () => {
  it('is named by its code, and tried again a quarter of an hour later', () => {
    const ask = (agoMs: number) => {
      const refused = { atMs: NOW_MS - agoMs, code: 'NodeQuotaForClusterExceededFault' };
      const learned = { ...NOTHING_LEARNED, change: { seen: [], refused } };
      return planOf({ learned, cluster: { shards: shardsAt(70, 70) } });
    };
    expect(ask(15 * MINUTE_MS - 1)).toMatchObject({ reason: { code: 'refused' }, troubles: ['cannot-grow'] });
    expect(ask(15 * MINUTE_MS - 1).reason.text).toContain('NodeQuotaForClusterExceededFault');
    expect(ask(15 * MINUTE_MS).actions).toHaveLength(1);
  });

  it('hides no silence: a cluster that is waited with, and says nothing, is blind as well', () => {
    const refused = { atMs: NOW_MS - MINUTE_MS, code: 'NodeQuotaForClusterExceededFault' };
    const learned = { ...NOTHING_LEARNED, change: { seen: [], refused } };
    const [{ primary: _, ...silent } = aShard('0001', 70), ...others] = shardsAt(70, 70);
    expect(planOf({ learned, cluster: { shards: [silent, ...others] } })).toMatchObject({
      reason: { code: 'refused' },
      troubles: ['cannot-grow', 'blind'],
    });
  });

  it.each([
    ['half of what was refused, for which a quota may have room', 8, 'adds 5'],
    ['one more at the least', 3, 'adds 3'],
    ['what is wanted, where that was never refused', 16, 'adds 8'],
  ])('is asked for as %s', (_, to, step) => {
    const refused = { atMs: NOW_MS - HOUR_MS, code: 'NodeQuotaForClusterExceededFault', to };
    const learned = { ...NOTHING_LEARNED, change: { seen: [], refused } };
    const change = {
      learned,
      policy: { shardsMin: 8, shardsMax: 16 },
      cluster: { shards: shardsAt(40, 40) },
    };
    expect(stepOf(change)).toEqual([step]);
  });
});
