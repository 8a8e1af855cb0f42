// Where is the data? Invoked by those who query, with IAM; answers from what the cycles have told, and reads the state table
// alone. No event source, no URL. What it answers is JSON for programs: lib/routing/route-json.ts.
import type { Context } from 'aws-lambda';
import { PortError, UnknownEventError } from '../lib/core/errors.ts';
import type { RouteReader } from '../lib/ports/route-store.ts';
import { eachSettled, valueOf } from '../lib/ports/settled.ts';
import { answerQuestion } from '../lib/routing/answer-question.ts';
import { answerJson, type AnswerJson } from '../lib/routing/route-json.ts';
import type { Question } from '../lib/routing/route.ts';
import { wireDiscover } from '../lib/wiring/wire-discover.ts';
import { parseDiscoverEvent } from './events/discover-event.ts';

/** Of a synchronous answer: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (6 MB) */
const ANSWER_BYTES_MAX = 6 * 1024 ** 2;

/** Groups read side by side. */
const READ_AT_ONCE = 20;

export interface DiscoverParts {
  readonly routes: RouteReader;
  readonly nowMs: () => number;
}

/** Made once per process. */
let routes: RouteReader | undefined;
let latest: Pick<Context, 'getRemainingTimeInMillis'> | undefined;

/** One answer for a group that was named, a list of them for all. Fails for an unknown group, and for a window that is none. */
export async function handler(
  event: unknown,
  context?: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<AnswerJson | readonly AnswerJson[]> {
  latest = context;
  routes ??= wireDiscover({
    env: process.env,
    remainingTimeMs: () => latest?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY,
  });
  return serveDiscover(event, { routes, nowMs: () => Date.now() });
}

/** The function's own part. */
export async function serveDiscover(
  event: unknown,
  parts: DiscoverParts,
): Promise<AnswerJson | readonly AnswerJson[]> {
  const { group, question } = parseDiscoverEvent(event);
  if (group === undefined) return answerForAll(question, parts);
  const answer = await answerFor(group, question, parts);
  if (answer) return answer;
  throw new UnknownEventError('a group whose data a look has told of', group);
}

async function answerForAll(question: Question, parts: DiscoverParts): Promise<readonly AnswerJson[]> {
  const groups = await parts.routes.listRouted();
  const answers = await eachSettled(groups, READ_AT_ONCE, (group) => answerFor(group, question, parts));
  const all = answers.flatMap((answer) => valueOf(answer) ?? []);
  const bytes = Buffer.byteLength(JSON.stringify(all));
  if (bytes <= ANSWER_BYTES_MAX) return all;
  throw new RangeError(
    `the answer for all ${all.length} groups has ${bytes} bytes, and Lambda returns ${ANSWER_BYTES_MAX} at the most: name a group, or a shorter window of time`,
  );
}

async function answerFor(
  group: string,
  question: Question,
  { routes: store, nowMs }: DiscoverParts,
): Promise<AnswerJson | undefined> {
  const known = await store.readRoute(group);
  if (known.kind === 'unknown') return undefined;
  if (known.kind === 'unreadable') throw new PortError('dynamodb:Query', 'BadItem', known.problem);
  return answerJson(answerQuestion(known.route, question, nowMs()));
}
