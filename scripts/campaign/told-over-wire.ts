// Where the group's data is, on days over the emulator: written as AWS's adapter writes it, and asked of `discover` as whoever asks
// does, by Invoke. What befalls either comes about on the wire, by chances of its own. How the answers are judged:
// lib/campaign/checks/routing/row-missed.ts.
import { serveDiscover } from '../../functions/discover.ts';
import { SHARE } from '../../lib/campaign/drive/call-faults.ts';
import { GROUP_NAME } from '../../lib/campaign/world/create-day.ts';
import type { AskForData, Run } from '../../lib/campaign/world/run.ts';
import type { Emulator } from '../../lib/emulator/start-emulator.ts';
import { FUNCTION_NAMES } from '../../lib/emulator/triggers/function-set.ts';
import type { WireFault } from '../../lib/emulator/wire/wire-faults.ts';
import type { RouteReader, RouteWriter } from '../../lib/ports/route-store.ts';
import type { AnswerJson } from '../../lib/routing/route-json.ts';
import type { Question, Route } from '../../lib/routing/route.ts';
import { createRandom } from '../../lib/sim/random.ts';

type Asked = Pick<Run, 'options' | 'occur' | 'fail' | 'nowMs' | 'strength'>;

/** What the function throws of a group of which no look has told yet, and where its read of the state table was struck. */
const UNKNOWN_GROUP = 'UnknownEventError';
const STRUCK = 'PortError';

/** The function `discover` on that table, and how a run asks it. */
export function discoverOverWire(
  run: Asked,
  { emulator, reader }: { readonly emulator: Emulator; readonly reader: RouteReader },
) {
  const random = createRandom(run.options.seed).fork('discover');
  let known: Route | undefined;
  let hasAnswered = false;
  /** By what the function goes; the run judges its answer by the same. */
  const routes: RouteReader = {
    ...reader,
    async readRoute(group) {
      const read = await reader.readRoute(group);
      known = read.kind === 'known' ? read.route : undefined;
      return read;
    },
  };

  /** As any program that is allowed to: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
  async function invoke(question: Question): Promise<{ readonly failed: boolean; readonly told: unknown }> {
    const url = `${emulator.endpoint}/2015-03-31/functions/${FUNCTION_NAMES.discover}/invocations`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(eventOf(question)) });
    return { failed: answer.headers.has('x-amz-function-error'), told: await answer.json() };
  }

  const ask: AskForData = async (question) => {
    const fault = faultOf();
    const injected =
      fault && emulator.injectWireFault({ action: 'Query', fault, times: Number.POSITIVE_INFINITY });
    known = undefined;
    const { failed, told } = await invoke(question).finally(() => injected?.end());
    run.occur('handler: discover');
    if (!failed && known) {
      hasAnswered = true;
      return { route: known, answer: told as AnswerJson };
    }
    const { errorType, errorMessage } = told as { errorType?: string; errorMessage?: string };
    const isExpected = fault ? errorType === STRUCK : errorType === UNKNOWN_GROUP && !hasAnswered;
    if (isExpected) run.occur('discover failed');
    else run.fail('unexpected-error', `discover: ${errorType ?? 'no error'}: ${errorMessage ?? 'no text'}`);
    return undefined;
  };

  /** A read is throttled, or fails, as often as our own calls are. */
  function faultOf(): WireFault | undefined {
    const [throttled, failed] = [random.next(), random.next()];
    if (throttled < SHARE.throttled * run.strength('calls-throttled')) return { kind: 'throttle' };
    return failed < SHARE.failed * run.strength('calls-failed') ? { kind: 'server-error' } : undefined;
  }

  return { ask, discover: (event: unknown) => serveDiscover(event, { routes, nowMs: run.nowMs }) };
}

function eventOf({ table, fromMs, toMs }: Question) {
  const iso = (atMs: number | undefined) => (atMs === undefined ? undefined : new Date(atMs).toISOString());
  return { group: GROUP_NAME, table, from: iso(fromMs), to: iso(toMs) };
}

/** One write in so many is never made, and one in so many is made by a cycle that does not learn of it. */
const LOST_SHARE = 0.03;

/** The item ROUTE as cycles write it. */
export function routesOverWire(
  { options, occur, strength }: Pick<Run, 'options' | 'occur' | 'strength'>,
  routes: RouteWriter,
  emulator: Pick<Emulator, 'injectWireFault'>,
): RouteWriter {
  const random = createRandom(options.seed).fork('told-over-wire');
  const struck = (): WireFault | undefined => {
    const fate = random.next();
    if (strength('calls-timed-out') === 0 || fate >= 2 * LOST_SHARE) return undefined;
    return { kind: fate < LOST_SHARE ? 'reset-before' : 'reset-after' };
  };
  return {
    ...routes,
    async writeRoute(route) {
      const fault = struck();
      const times = Number.POSITIVE_INFINITY;
      const injected = fault && emulator.injectWireFault({ action: 'UpdateItem', fault, times });
      try {
        const isKept = await routes.writeRoute(route);
        if (isKept) occur('route written');
        return isKept;
      } finally {
        injected?.end();
      }
    },
  };
}
