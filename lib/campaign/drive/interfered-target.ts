// What befalls the calls about a target that one service describes and changes as a whole, a stream or a cluster: the checks
// hear what it truly was when it was last asked for anything. What befalls a call is interfere.ts.
import type { Outcome } from '../../core/outcome.ts';
import { isRefusedNow, refusalOfReads } from './call-faults.ts';
import { call, change, look, type CallTerms, type ChangeCall } from './interfere.ts';
import type { InvocationFrame } from './invocation.ts';

const READ_METRICS = 'cloudwatch:GetMetricData';

/** Mutable: an invocation that looks at such a target. */
interface Looking<Moment> extends InvocationFrame {
  /** The target when this one last asked for anything. */
  couldKnow?: Moment;
  /** The target as it was last described to it. */
  described?: Moment;
}

interface Terms<Moment> extends CallTerms {
  readonly run: CallTerms['run'] & { readonly moment: () => Moment };
}

export function interferedTarget<Moment>(given: Terms<Moment>, invocation: Looking<Moment>) {
  const { run } = given;

  function asked<T>(
    name: string,
    carryOut: () => Promise<T>,
    disturbs: 'read' | 'write' = 'read',
  ): Promise<T> {
    const noted = () => {
      invocation.couldKnow = run.moment();
      return carryOut();
    };
    return call(given, invocation, name, noted, disturbs);
  }

  async function described<T>(name: string, carryOut: () => Promise<T>): Promise<T> {
    // The last look before a call: what happens just before it, it must find.
    const isLast = invocation.targetReadAtMs !== undefined;
    const answer = await asked(name, carryOut, isLast ? 'write' : 'read');
    if (invocation.couldKnow) invocation.described = invocation.couldKnow;
    invocation.targetReadAtMs = run.nowMs();
    return answer;
  }

  return {
    asked,
    /** Read once more before a call, it is no look: the cycle goes on without an answer. */
    describe<T>(name: string, carryOut: () => Promise<T>): Promise<T> {
      const read = () => described(name, carryOut);
      return invocation.targetReadAtMs === undefined ? look(invocation, read) : read();
    },
    readMetrics<T>(carryOut: () => Promise<T>): Promise<T> {
      return look(invocation, () =>
        asked(READ_METRICS, () => {
          if (!isRefusedNow(run, 'reads-refused')) return carryOut();
          invocation.faultCount += 1;
          run.occur('reads-refused');
          throw refusalOfReads(run, READ_METRICS);
        }),
      );
    },
    async *list<Page>(listing: AsyncIterable<Page>): AsyncIterable<Page> {
      const pages = listing[Symbol.asyncIterator]();
      // One target makes one page: the first read is the only one.
      let page = await asked('tag:GetResources', () => pages.next());
      for (; page.done !== true; page = await pages.next()) yield page.value;
    },
    async change(sent: Omit<ChangeCall, 'disturbs'>): Promise<Outcome> {
      const faultsBefore = invocation.faultCount;
      const outcome = await change(given, invocation, { ...sent, disturbs: 'write' });
      invocation.calls.faultCount += invocation.faultCount - faultsBefore;
      if (outcome.kind === 'rejected' || outcome.kind === 'unknown') invocation.calls.refusedCount += 1;
      return outcome;
    },
  };
}

export type InterferedTarget = ReturnType<typeof interferedTarget>;
