// Says loudly that a spare is wanted and the maximum forbids it.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';

export const holdAtMaximum: Rule = ({ assessment: { spares, wanted, nodesMax, snapshot } }) =>
  spares.have < wanted.spares
    ? {
        kind: 'hold',
        reason: reason(
          'at-maximum',
          `${wanted.spares} spares are wanted and ${spares.have} are there or coming, but the group is at its maximum of ${nodesMax}: ${wanted.reason.text}`,
          {
            ...wanted.reason.operands,
            sparesHave: spares.have,
            sparesWanted: wanted.spares,
            nodesMax,
            desiredCapacity: snapshot.group.desiredCapacity,
            wantedCode: wanted.reason.code,
          },
        ),
      }
    : {
        kind: 'pass',
        reason: reason('below-maximum', 'no wanted spare is kept away by the maximum', { nodesMax }),
      };
