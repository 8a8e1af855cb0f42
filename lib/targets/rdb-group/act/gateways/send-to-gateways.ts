// Finds the gateways that a group names, and sends them a route: instances in service of Auto Scaling groups that consent. What
// keeps it from one of them is a sentence, and keeps it from no other.
import { settle } from '../../../../ports/settled.ts';
import type { Group } from '../../domain/group.ts';
import { GATEWAY_FOR_TAG, isGatewayFor } from '../../domain/gateway-consent.ts';
import type { GatewaySettings } from '../../domain/policy.ts';
import type { FleetReader } from '../../ports/fleet.ts';
import { GATEWAYS_MAX, type Gateways, type PushRequest } from '../../ports/gateways.ts';

type Told = Pick<PushRequest, 'route' | 'nowMs'>;

export interface GatewayParts {
  readonly gateways: Gateways;
  readonly fleetReader: Pick<FleetReader, 'readGroups'>;
}

/** What kept it from gateways, a sentence each. Throws nothing. */
export async function sendToGateways(
  told: Told,
  settings: GatewaySettings,
  parts: GatewayParts,
): Promise<readonly string[]> {
  const { groupNames } = settings;
  const read = await settle(() => parts.fleetReader.readGroups(groupNames));
  if (!read.ok) return [textOf(read.error)];
  const problems = await Promise.all(
    groupNames.map(async (name, i) => {
      const found = read.value[i];
      if (found?.ok === false) return [textOf(found.error)];
      if (!found?.value) return [`there is no Auto Scaling group ${name}`];
      const group = found.value;
      const sent = await settle(() => sendToGroup(told, settings, group, parts));
      return sent.ok ? sent.value : [`${name}: ${textOf(sent.error)}`];
    }),
  );
  return problems.flat();
}

/** The secret must name the gateways' own group: it is sent to hosts of theirs. */
async function sendToGroup(
  told: Told,
  { port, secret }: GatewaySettings,
  { name, tags, nodes }: Group,
  { gateways }: GatewayParts,
): Promise<readonly string[]> {
  if (!isGatewayFor(told.route.group, tags))
    return [`${name} is not told: its own tag ${GATEWAY_FOR_TAG} does not name ${told.route.group}`];
  const instanceIds = nodes.filter(({ stage }) => stage === 'in-service').map((node) => node.instanceId);
  if (instanceIds.length === 0) return [];
  const first = instanceIds.slice(0, GATEWAYS_MAX);
  const tooMany =
    first.length < instanceIds.length
      ? [`${name} has ${instanceIds.length} instances in service, of which ${GATEWAYS_MAX} are told`]
      : [];
  const [addresses, access] = await Promise.all([
    gateways.readAddresses(first),
    secret === undefined ? undefined : gateways.readAccess({ secretName: secret, groupName: name }),
  ]);
  const addressed = first.flatMap((instanceId) => {
    const host = addresses.get(instanceId);
    return host === undefined ? [] : [{ instanceId, host, port }];
  });
  const nowhere = first
    .filter((instanceId) => !addresses.has(instanceId))
    .map((instanceId) => `${instanceId}: EC2 names no private address for it`);
  if (addressed.length === 0) return [...tooMany, ...nowhere];
  const answers = await gateways.send({ gateways: addressed, ...told, ...(access && { access }) });
  const failed = answers.flatMap((answer) => (answer.kind === 'failed' ? [answer] : []));
  return [
    ...tooMany,
    ...nowhere,
    ...failed.map(({ instanceId, failure }) => `${instanceId}: ${failure.message}`),
  ];
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
