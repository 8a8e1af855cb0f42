// Holds a group whose desired capacity does not count nodes.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';

export const holdWeighted: Rule = ({ assessment: { snapshot } }) =>
  snapshot.group.hasWeightedCapacity
    ? {
        kind: 'hold',
        reason: reason(
          'weighted-capacity',
          'instance types carry capacity weights, so desired capacity does not count nodes: remove the weights',
          {},
        ),
      }
    : { kind: 'pass', reason: reason('unweighted', 'desired capacity counts nodes', {}) };
