// Holds a group whose desired capacity does not count nodes.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';

export const holdWeighted: Rule = ({ assessment: { snapshot } }) =>
  snapshot.group.hasWeightedCapacity
    ? {
        kind: 'hold',
        reason: reason(
          'weighted-capacity',
          'Instance types carry capacity weights, so the desired capacity does not count nodes. Remove the weights',
          {},
        ),
      }
    : { kind: 'pass', reason: reason('unweighted', 'The desired capacity counts nodes', {}) };
