import { describe, expect, it } from 'vitest';
import { askedOnce, withPlaces } from '../../cli/nodes/with-places.ts';
import { PortError } from '../../lib/core/errors.ts';
import { answerQuestion } from '../../lib/routing/answer-question.ts';
import type { Place } from '../../lib/targets/rdb-group/ports/places.ts';
import { aRoute, knownNode, NOW_MS } from '../routing/a-route.ts';

const NOWHERE = { address: null, azId: null, launchedAtMs: null };
const answerOf = (...changes: readonly object[]) =>
  answerQuestion(aRoute(changes.map((change, i) => knownNode(`i-${i}`, change))), {}, NOW_MS);

/** EC2, and what it was asked. */
function anEc2(places: Readonly<Record<string, Place>>) {
  const asked: (readonly string[])[] = [];
  const readPlaces = (ids: readonly string[]) => {
    asked.push(ids);
    return Promise.resolve(new Map(Object.entries(places)));
  };
  return { asked, readPlaces };
}

describe('where the servers are', () => {
  it('is asked of EC2 for those alone of which no look has told, and only what is missing is taken', async () => {
    const place = { address: '10.0.0.9', azId: 'euw1-az3', launchedAtMs: 5 };
    const { asked, readPlaces } = anEc2({ 'i-1': place, 'i-2': place });
    const answer = answerOf({}, NOWHERE, { ...NOWHERE, address: '10.0.0.1' }, NOWHERE);
    const { nodes } = await withPlaces(answer, readPlaces);
    expect(asked).toEqual([['i-1', 'i-2', 'i-3']]);
    expect(nodes).toMatchObject([{ address: '10.0.0.7' }, place, { ...place, address: '10.0.0.1' }, NOWHERE]);
  });

  it('costs no call where all is known', async () => {
    const { asked, readPlaces } = anEc2({});
    const answer = answerOf({});
    expect(await withPlaces(answer, readPlaces)).toBe(answer);
    expect(asked).toEqual([]);
  });

  it('is left out where EC2 refuses, and a note says so', async () => {
    const refused = () =>
      Promise.reject(new PortError('ec2:DescribeInstances', 'UnauthorizedOperation', 'no'));
    const { nodes, notes, complete } = await withPlaces(answerOf({ ...NOWHERE, role: 'live' }), refused);
    expect(nodes).toMatchObject([NOWHERE]);
    expect(complete).toBe(true);
    expect(notes.join()).toMatch(/^where the servers are was not told: .*UnauthorizedOperation/);
  });

  it('is asked once of each, whatever was answered', async () => {
    const { asked, readPlaces } = anEc2({ 'i-0': { azId: 'euw1-az1' } });
    const once = askedOnce(readPlaces);
    await once(['i-0', 'i-1']);
    expect((await once(['i-0', 'i-1', 'i-2'])).get('i-0')).toEqual({ azId: 'euw1-az1' });
    expect(asked).toEqual([['i-0', 'i-1'], ['i-2']]);
  });
});
