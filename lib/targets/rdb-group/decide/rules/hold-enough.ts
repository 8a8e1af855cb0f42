// The last rule: nothing to do, and why.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';
import { sparesThere } from './words-of-spares.ts';

export const holdEnough: Rule = ({ assessment: { spares, wanted } }) => ({
  kind: 'hold',
  reason: reason(
    'enough',
    `${sparesThere(spares.have, wanted.spares)}. ${wanted.reason.text}`,
    Object.assign({}, wanted.reason.operands, { sparesHave: spares.have, sparesWanted: wanted.spares }),
  ),
});
