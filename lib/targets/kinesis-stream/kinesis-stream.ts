// The second kind of target: a Kinesis data stream, scaled ahead on a budget of changes. All that the cycle is told of
// it; each part stands in a folder of its own.
import type { Outcome } from '../../core/outcome.ts';
import { eachSettled } from '../../ports/settled.ts';
import { troublesAfter } from '../../sharded/troubles-after.ts';
import type { Aftermath, Target, TargetTypes } from '../target.ts';
import { lastLookAtStream } from './act/last-look.ts';
import { decideSafely } from './decide/decide-safely.ts';
import { remember } from './decide/learn/remember.ts';
import { whyUnsafe } from './decide/why-unsafe.ts';
import type { StreamLearned } from './domain/learned.ts';
import type { Plan, StreamAction, StreamDetails } from './domain/plan.ts';
import { parseStreamPolicy, type StreamPolicy } from './domain/policy.ts';
import { MANAGED_TAG } from './domain/stream.ts';
import { observeEach, type FoundStream, type StreamSeen } from './observe/observe.ts';
import { takeIn } from './observe/take-in.ts';
import type { StreamPorts } from './ports/stream-ports.ts';
import type { ListedStream } from './ports/streams.ts';

export interface KinesisStream extends TargetTypes {
  readonly found: FoundStream;
  readonly policy: StreamPolicy;
  readonly learned: StreamLearned;
  readonly observed: StreamSeen;
  readonly seen: StreamSeen;
  readonly plan: Plan;
  readonly action: StreamAction;
  /** Its tags, as the tick has just listed it. */
  readonly clue: { readonly tags: ListedStream['tags'] };
  readonly aftermath: Aftermath;
  readonly details: StreamDetails;
  readonly ports: StreamPorts;
}

const STREAMS_AT_ONCE = 10;

/** What is known of a call before it is made. */
const MAY_HAVE_BEEN_SENT: Outcome = {
  kind: 'unknown',
  message: 'the cycle ended between the call and its record',
};

export const KINESIS_STREAM: Target<KinesisStream> = {
  listManaged: ({ streamReader }) => streamReader.listManagedStreams(),
  async *seekManaged({ streamReader }) {
    for await (const page of streamReader.listManagedStreams())
      yield page.map(({ name, tags }) => ({ name, clue: { tags } }));
  },
  // AWS tells of one stream a call, and of its tags in another, of which an account has five a second. So tags that were
  // just listed are not read again. They may lag; whatever is done to a stream rests on tags read from Kinesis itself, right
  // before the call: act/last-look.ts.
  findEach: (sought, { streamReader }) =>
    eachSettled(sought, STREAMS_AT_ONCE, async ({ name, clue }) => {
      if (!clue) {
        const stream = await streamReader.readStream(name);
        return stream && { name, tags: stream.tags, summary: stream };
      }
      const summary = await streamReader.readSummary(name);
      return summary && { name, tags: clue.tags, summary };
    }),
  nameOf: ({ name }) => name,
  isManaged: ({ tags }) => tags[MANAGED_TAG] === 'true',
  policyOf: ({ tags }) => parseStreamPolicy(tags),

  observe: (looks, ports) =>
    observeEach(
      looks.map(({ found, state: { learned }, operatorTarget }) => ({
        found,
        policy: parseStreamPolicy(found.tags),
        learned,
        ...(operatorTarget !== undefined && { operatorTarget }),
      })),
      ports,
    ),
  learn: takeIn,
  // At the moment of the look: what is decided and what is checked are of one moment.
  decide: ({ seen, heldFor = seen.heldFor }) => decideSafely({ ...seen, ...(heldFor && { heldFor }) }),
  actionsOf: ({ plan, seen }) =>
    plan.actions.map(({ action, reason }) => ({
      action: { ...action, from: seen.stream.openShards },
      reason,
    })),
  effectOf: ({ shards, from }) => (shards > from ? 'adds' : 'takes'),
  whyUnsafe: (action, { seen }) => whyUnsafe(action, seen)?.text,
  // A change that was made and never written down may not show: a resharding of somebody else's may hide it.
  foresee: ({ plan, seen, nowMs: atMs }) =>
    remember(
      seen.learned,
      plan.actions.map(({ action }) => ({ action, outcome: MAY_HAVE_BEEN_SENT, atMs })),
      seen.stream.openShards,
    ),
  lastLook: lastLookAtStream,
  // Once; what AWS answers is an outcome.
  send: ({ shards: shardCount }, { seen: { stream } }, { streamWriter }) =>
    streamWriter.updateShardCount({ streamName: stream.name, shardCount }),
  // Nothing runs out while a stream is not looked at.
  keepUp: ({ state: { learned } }) => Promise.resolve(learned),
  followUp: () => Promise.resolve({}),

  // The try after an hour, refused as the one before it: the trouble goes on, and does not end for a minute.
  troublesAfter: ({ done, plan, ...carried }) => {
    const isSpent = done.some(({ action, outcome }) => action.shards > action.from && saysSpent(outcome));
    const troubles = [...plan.troubles, ...(isSpent ? (['budget-spent'] as const) : [])];
    return troublesAfter({ ...carried, plan: { troubles }, outcomes: done.map(({ outcome }) => outcome) });
  },
  remember({ seen, done, nowMs: atMs }) {
    if (seen.unread) return seen.unread;
    const calls = done.map(({ action, outcome }) => ({
      action,
      outcome,
      atMs,
      ...(saysSpent(outcome) && { refusedFor: 'changes-spent' as const }),
    }));
    return remember(seen.learned, calls, seen.stream.openShards);
  },
  detailsOf: (plan) => ({ ...(plan && { gauges: plan.gauges }) }),
  remarksOf: ({ gauges }) => ({ gauges }),
  publish: ({ name, plan }, { announcer }) => {
    announcer.publishStreamMetrics(name, plan.gauges);
  },
};

function saysSpent(outcome: Outcome): boolean {
  return outcome.kind === 'rejected' && outcome.failure === 'spent';
}
