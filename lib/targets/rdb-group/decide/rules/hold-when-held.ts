// Holds a group that its owner must put right first: a tag or a state item that cannot be read.
import { reason } from '../../../../core/reason.ts';
import type { Rule } from './rule.ts';

export const holdWhenHeld: Rule = ({ assessment: { heldFor } }) =>
  heldFor
    ? { kind: 'hold', reason: heldFor }
    : { kind: 'pass', reason: reason('readable', 'Tags and state can be read', {}) };
