// The group that several holders act upon at once: what Auto Scaling and the RDBs make of their calls, and
// what was done that must never be done. True time comes from outside. Next: interleave.ts, which drives it.
import type { Group } from '../../../lib/targets/rdb-group/domain/group.ts';
import type { LifecycleStage, Report } from '../../../lib/targets/rdb-group/domain/node.ts';
import type { Outcome } from '../../../lib/core/outcome.ts';
import { APPLIED } from '../../../lib/core/outcome.ts';
import { MINUTE_MS } from '../../../lib/core/units.ts';
import { TAGS } from '../../build/fake-world.ts';
import { aNode, aReport, BASELINE } from '../../build/servers.ts';
import { aGroup } from '../../build/snapshot.ts';

/** Memory that the stream fills each minute, in hundredths of a node. */
const PERCENT_PER_MINUTE = 6;
const ROLL_AT_PERCENT = 80;
const BOOT_MS = MINUTE_MS;

interface Rdb {
  readonly id: string;
  stage: LifecycleStage;
  readonly readyAtMs: number;
  role: 'live' | 'queued' | 'rolled' | 'flushed';
  used: number;
}

export interface ContendedGroup {
  readonly name: string;
  /** What was done that must never be done, in words. */
  readonly violations: string[];
  readonly counts: { scaleOuts: number; terminations: number; ends: number };
  readonly memoryNodes: readonly string[];
  desiredCapacity(): number;
  passTo(nowMs: number): void;
  read(): Group;
  reports(): readonly Report[];
  setDesiredCapacity(desiredCapacity: number): Outcome;
  terminate(instanceId: string, change: { readonly decrement: boolean }): Outcome;
  completeHook(instanceId: string, result: 'CONTINUE' | 'ABANDON'): Outcome;
}

/** One live node at 40 %, and three flushed ones that may go. */
export function aContendedGroup(startMs: number): ContendedGroup {
  const rdbs: Rdb[] = [
    { id: 'i-live', stage: 'in-service', readyAtMs: startMs, role: 'live', used: 40 },
    ...['i-f1', 'i-f2', 'i-f3'].map((id): Rdb => ({
      id,
      stage: 'in-service',
      readyAtMs: startMs,
      role: 'flushed',
      used: BASELINE,
    })),
  ];
  const [minSize, maxSize] = [1, 12];
  const violations: string[] = [];
  const counts = { scaleOuts: 0, terminations: 0, ends: 0 };
  let desired = rdbs.length;
  let launched = 0;
  let nowMs = startMs;

  const active = () => rdbs.filter((r) => r.stage === 'pending' || r.stage === 'in-service');
  const refuse = (message: string): Outcome => ({ kind: 'rejected', code: 'ValidationError', message });

  /** Auto Scaling makes the active nodes as many as are desired; those in service are protected. */
  function converge(): void {
    while (active().length < desired) {
      launched += 1;
      const readyAtMs = nowMs + BOOT_MS;
      rdbs.push({ id: `i-${launched}`, stage: 'pending', readyAtMs, role: 'queued', used: BASELINE });
    }
    for (const rdb of active()
      .filter((r) => r.stage === 'pending')
      .reverse()) {
      if (active().length > desired) rdbs.splice(rdbs.indexOf(rdb), 1);
    }
  }

  function rollIfFull(): void {
    const live = rdbs.find((r) => r.role === 'live');
    const next = rdbs.find((r) => r.role === 'queued' && r.stage !== 'pending');
    if (live && next && live.used >= ROLL_AT_PERCENT) {
      live.role = 'rolled';
      next.role = 'live';
    }
  }

  return {
    name: 'rdb-fx',
    violations,
    counts,
    memoryNodes: rdbs.map((r) => r.id),
    desiredCapacity: () => desired,
    passTo(toMs) {
      for (; nowMs < toMs; nowMs = Math.min(toMs, nowMs + 1_000)) {
        const live = rdbs.find((r) => r.role === 'live');
        const stepMs = Math.min(1_000, toMs - nowMs);
        if (live) live.used = Math.min(100, live.used + (PERCENT_PER_MINUTE * stepMs) / MINUTE_MS);
        for (const rdb of rdbs)
          if (rdb.stage === 'pending' && rdb.readyAtMs <= nowMs) rdb.stage = 'in-service';
        rollIfFull();
      }
    },
    read: () =>
      aGroup({
        tags: { ...TAGS, 'spillway:lead-time': '60s', 'spillway:scale-in': 'continuous' },
        nodes: rdbs.map(({ id, stage }) => aNode(id, { stage })),
        minSize,
        maxSize,
        desiredCapacity: desired,
      }),
    reports: () =>
      rdbs
        .filter((r) => r.stage !== 'pending')
        .map(({ id, role, used }) =>
          aReport(id, {
            observedAtMs: nowMs,
            sampledFromMs: nowMs,
            memory: { used, total: 100, unit: 'bytes' },
            rows: Math.round(10 * (used - BASELINE)),
            live: role === 'live',
            queued: role === 'queued',
          }),
        ),
    setDesiredCapacity(desiredCapacity) {
      if (desiredCapacity < minSize || desiredCapacity > maxSize) return refuse('outside min and max');
      if (desiredCapacity < desired)
        violations.push(`desired capacity lowered from ${desired} to ${desiredCapacity}`);
      if (desiredCapacity > desired) counts.scaleOuts += 1;
      desired = desiredCapacity;
      converge();
      return APPLIED;
    },
    terminate(instanceId, { decrement }) {
      const rdb = rdbs.find(
        (r) => r.id === instanceId && (r.stage === 'in-service' || r.stage === 'retained'),
      );
      if (!rdb) return refuse(`${instanceId} is not in service`);
      if (decrement && desired - 1 < minSize) return refuse('at the minimum');
      if (decrement) desired -= 1;
      rdb.stage = 'terminating-wait';
      counts.terminations += 1;
      converge();
      return APPLIED;
    },
    completeHook(instanceId, result) {
      const rdb = rdbs.find((r) => r.id === instanceId && r.stage === 'terminating-wait');
      if (!rdb) return refuse(`no active lifecycle action for ${instanceId}`);
      if (result === 'ABANDON') {
        rdb.stage = 'retained';
        return APPLIED;
      }
      if (rdb.role === 'live' || rdb.used > BASELINE) violations.push(`${instanceId} terminated with data`);
      rdbs.splice(rdbs.indexOf(rdb), 1);
      counts.ends += 1;
      return APPLIED;
    },
  };
}
