// Addresses, zones and launch times that no look has told of, from EC2: cycles ask for none that they do not need.
import { PortError } from '../../lib/core/errors.ts';
import type { Answer } from '../../lib/routing/answer-question.ts';
import type { Place, ReadPlaces } from '../../lib/targets/rdb-group/ports/places.ts';

/** The answer, with what EC2 knows besides. Where EC2 refuses, the answer as it was, and a note of why. */
export async function withPlaces(answer: Answer, readPlaces: ReadPlaces): Promise<Answer> {
  const open = answer.nodes
    .filter(({ address, azId, launchedAtMs }) => address === null || azId === null || launchedAtMs === null)
    .map(({ nodeId }) => nodeId);
  if (open.length === 0) return answer;
  try {
    const places = await readPlaces(open);
    return {
      ...answer,
      nodes: answer.nodes.map((node) => {
        const { address, azId, launchedAtMs }: Place = places.get(node.nodeId) ?? {};
        return {
          ...node,
          address: node.address ?? address ?? null,
          azId: node.azId ?? azId ?? null,
          launchedAtMs: node.launchedAtMs ?? launchedAtMs ?? null,
        };
      }),
    };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { ...answer, notes: [...answer.notes, `where the servers are was not told: ${error.message}`] };
  }
}

/** The same, asked once of each instance, whatever was answered. */
export function askedOnce(readPlaces: ReadPlaces): ReadPlaces {
  const known = new Map<string, Place>();
  return async (instanceIds) => {
    const open = instanceIds.filter((id) => !known.has(id));
    const found = open.length > 0 ? await readPlaces(open) : undefined;
    for (const id of open) known.set(id, found?.get(id) ?? {});
    return known;
  };
}
