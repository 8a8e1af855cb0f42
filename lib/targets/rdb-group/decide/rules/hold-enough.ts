// The last rule: nothing to do, and why.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';

export const holdEnough: Rule = ({ assessment: { spares, wanted } }) => ({
  kind: 'hold',
  reason: reason(
    'enough',
    `${spares.have} spares are there or coming, ${wanted.spares} wanted: ${wanted.reason.text}`,
    { ...wanted.reason.operands, sparesHave: spares.have, sparesWanted: wanted.spares },
  ),
});
