// Says loudly that a spare is wanted and the maximum forbids it.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';
import { missingSpares } from './words-of-spares.ts';

export const holdAtMaximum: Rule = ({ assessment: { spares, wanted, nodesMax, snapshot } }) =>
  spares.have < wanted.spares
    ? {
        kind: 'hold',
        reason: reason(
          'at-maximum',
          `The group is at its maximum of ${nodesMax}, and ${missingSpares(spares.have, wanted.spares)}. ${wanted.reason.text}`,
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
        reason: reason('below-maximum', 'The maximum keeps no spare away', { nodesMax }),
      };
