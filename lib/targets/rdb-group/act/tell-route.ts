// Keeps where a group's data is, once a look has shown it. Told by roles alone it costs no call: it is kept with what was
// learned. Where nodes tell their slices, one write when what they tell is not what it was; that it is the same is kept
// with what was learned, too, as an answer is complete only while the look is fresh. Of nodes that say nothing it is asked what
// was kept of them, and whether EC2 has ended them: ../decide/route/last-word.ts.
import { MINUTE_MS } from '../../../core/units.ts';
import { settle } from '../../../ports/settled.ts';
import { ROUTE_TEXT_LENGTH_MAX } from '../../../ports/route-store.ts';
import { messageMisfits } from '../../../routing/message-gaps.ts';
import { routeText } from '../../../routing/route-json.ts';
import type { Route } from '../../../routing/route.ts';
import { fingerprintOf } from '../decide/route/fingerprint.ts';
import { isDoubted, withLastWord } from '../decide/route/last-word.ts';
import { routeOf } from '../decide/route/route-of.ts';
import type { Plan } from '../domain/plan.ts';
import { LATE_DATA_MAX_MS } from '../domain/policy.ts';
import { policyOf } from '../domain/policy-of.ts';
import { rolesTold, type RouteLearned } from '../domain/learned/route-learned.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GroupPorts } from '../ports/group-ports.ts';

/** What is the same is written anew after so long: a cycle that lost its lease may have written something else meanwhile. */
const WRITTEN_ANEW_AFTER_MS = 10 * MINUTE_MS;

export interface RouteTold {
  /** What is to be remembered; absent where nobody asks. */
  readonly route?: RouteLearned;
  /** What is to be pushed; absent where a later look has told already. */
  readonly found?: Route;
  /** The nodes' message numbers leave a gap, or overlap. */
  readonly misfits?: true;
  /** Why it could not be kept: the next look tries again. */
  readonly problem?: unknown;
}

type Ports = Pick<GroupPorts, 'routes' | 'fleetReader' | 'clock'>;

/** Throws nothing: it runs after the plan was carried out, and what was done must be remembered first. */
export async function tellRoute(
  { seen, plan }: { readonly seen: Snapshot; readonly plan: Plan },
  { routes, ...ports }: Ports,
): Promise<RouteTold> {
  if (!routes) return {};
  const looked = await withLastWords(routeOf({ seen, plan, policy: policyFor(seen) }), { routes, ...ports });
  const { found, content } = withoutTooMuch(looked.found);
  const misfits = messageMisfits(found.nodes).length > 0 && { misfits: true as const };
  const told = { ...misfits, ...('problem' in looked && { problem: looked.problem }) };
  const known = seen.learned.route;
  const seenNow = versionOf({ found, content }, known);
  const kept = await settle(() => keepRoute(found, { seenNow, known, routes }));
  const whole = { ...found, version: seenNow.version };
  const unkept = { ...seenNow, ...(known?.push && { push: known.push }) };
  if (!kept.ok) return { ...told, route: unkept, found: whole, problem: kept.error };
  return kept.value ? { ...told, route: kept.value, found: whole } : { ...told, route: unkept };
}

/** Two reads more while nodes say nothing that can be believed. What cannot be read leaves them in doubt, as they are. */
async function withLastWords(
  found: Found,
  { routes, fleetReader, clock }: Ports & Required<Pick<Ports, 'routes'>>,
): Promise<{ readonly found: Found; readonly problem?: unknown }> {
  const doubted = found.nodes.filter(isDoubted).map(({ nodeId }) => nodeId);
  if (found.basis === 'roles' || doubted.length === 0) return { found };
  const read = await settle(() =>
    Promise.all([routes.readKept(found.group), fleetReader.readServers(doubted)]),
  );
  if (!read.ok) return { found, problem: read.error };
  const [kept, servers] = read.value;
  const before = { kept, servers, askedByMs: clock.nowMs() };
  return { found: { ...found, nodes: found.nodes.map((node) => withLastWord(node, before)) } };
}

type Found = Omit<Route, 'version'>;

/** What was found, and its content as text, which is made once: a look is not to cost more for it than it must. */
interface Telling {
  readonly found: Found;
  readonly content: string;
}

/** What was seen, to be told from what was seen before. */
type Version = Pick<RouteLearned, 'version' | 'fingerprint' | 'asOfMs'>;

function versionOf({ found: { asOfMs }, content }: Telling, known: RouteLearned | undefined): Version {
  const fingerprint = fingerprintOf(content);
  const isSame = known?.fingerprint === fingerprint;
  return {
    version: isSame ? known.version : Math.max(asOfMs, (known?.version ?? 0) + 1),
    fingerprint,
    asOfMs,
  };
}

/** `undefined` where a later look has told already: what it said is not known here, so the next look tells anew. */
async function keepRoute(
  found: Found,
  given: {
    readonly seenNow: Version;
    readonly known: RouteLearned | undefined;
    readonly routes: NonNullable<GroupPorts['routes']>;
  },
): Promise<RouteLearned | undefined> {
  const { seenNow, known, routes } = given;
  const { version, asOfMs } = seenNow;
  if (found.basis === 'roles') return { ...seenNow, roles: rolesTold(found) };
  const { keptAtMs } = known ?? {};
  const isSame = known?.version === version;
  if (isSame && keptAtMs !== undefined && asOfMs - keptAtMs < WRITTEN_ANEW_AFTER_MS)
    return { ...seenNow, keptAtMs };
  const isKept = await routes.writeRoute({ ...found, version });
  return isKept ? { ...seenNow, keptAtMs: asOfMs } : undefined;
}

/** While a tag cannot be read, it may be this one: rows may then arrive as late as any tag may say. */
function policyFor({ group }: Snapshot) {
  const parsed = policyOf(group);
  return parsed.ok ? parsed.policy : { ...parsed.policy, lateDataMs: LATE_DATA_MAX_MS };
}

/** What whoever asks is answered by, without the times at which it was seen to be so. */
function contentOf(found: Found): string {
  const nodes = found.nodes.map((node) => ({ ...node, asOfMs: null }));
  return routeText({ ...found, nodes, asOfMs: 0, version: 0 });
}

/** Slices that no item can hold are left away: the answer is larger then, and still right. */
function withoutTooMuch(found: Found): Telling {
  const content = contentOf(found);
  if (content.length <= ROUTE_TEXT_LENGTH_MAX) return { found, content };
  const nodes = found.nodes.map(({ lastWord: _, ...node }) => ({ ...node, tables: {} }));
  const less: Found = { ...found, basis: 'roles', nodes };
  return { found: less, content: contentOf(less) };
}
