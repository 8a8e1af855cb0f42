// The desired capacity is never lowered but with a node that two reports proved empty. A change from elsewhere that came
// after the cycle had read the group could not be known; but Auto Scaling finds no node with data to pick then.
import { mayBeBare } from '../measures/by-us.ts';
import type { CreateCheck } from './check.ts';

export const loweredWithoutProof: CreateCheck = (run, tally) => {
  /** When the reports that proved a node empty were sampled, ms; emptied by one that says otherwise. */
  const proofs = new Map<string, Set<number>>();
  const mayEndLive = run.options.schedule.atEndOfDay.endsWith('zero');
  return {
    onEvent(event) {
      if (event.kind !== 'terminating' || event.by !== 'scale-in' || mayBeBare(run)) return;
      if (run.actors.terminationOf(event.instanceId)?.begunBy !== 'us') return;
      run.tickerplant.bringUpToDate();
      const node = run.tickerplant.nodes.get(event.instanceId);
      if (!node || (node.rows === 0 && node.stage !== 'live')) return;
      tally.loweredWithoutProof += 1;
      const text = `${event.instanceId} (${node.stage}, ${Math.ceil(node.rows)} rows) was picked by Auto Scaling after a call of ours`;
      run.fail('lowered-without-proof', text);
    },
    onReports(reports) {
      for (const { instanceId, rows, live, sampledFromMs } of reports) {
        const isEmpty = rows === 0 && (live === false || mayEndLive);
        const known = proofs.get(instanceId) ?? new Set<number>();
        proofs.set(instanceId, known);
        if (isEmpty) known.add(sampledFromMs);
        // One that lacks a part says nothing against it: the proof before it is as old as it may be.
        else if ((rows ?? 0) > 0 || live === true) known.clear();
      }
    },
    onCall(call) {
      if (call.action === 'set-desired') {
        const { desiredCapacity } = run.group();
        if (call.desiredCapacity >= desiredCapacity) return;
        const text = `the desired capacity was set from ${desiredCapacity} to ${call.desiredCapacity}`;
        if (run.actors.desiredChangedAtMs() >= call.groupReadAtMs) {
          run.occur('lowered what had been raised meanwhile');
          return;
        }
        tally.loweredWithoutProof += 1;
        run.fail('lowered-without-proof', text);
      }
      if (call.action !== 'terminate') return;
      const count = proofs.get(call.instanceId)?.size ?? 0;
      if (count >= 2) return;
      tally.loweredWithoutProof += 1;
      run.fail(
        'lowered-without-proof',
        `${call.instanceId} was ended on ${count} reports that prove it empty`,
      );
    },
  };
};
