// All rules, one for each published field; what they decide is in the files beside this one.
import { fieldTree } from '../leaves.ts';
import { CAPACITY } from './capacity.ts';
import { CODE } from './code.ts';
import { IDENTITY } from './identity.ts';
import { PLACEMENT } from './placement.ts';
import type { Rules } from './rule.ts';
import { STORAGE } from './storage.ts';

export const RULES: Rules = { ...IDENTITY, ...PLACEMENT, ...CAPACITY, ...CODE, ...STORAGE };

/** The fields that there is a rule for, by which a definition is taken apart. */
export const FIELD_TREE = fieldTree(Object.keys(RULES));
