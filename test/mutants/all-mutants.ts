import type { Mutant } from './mutant.ts';
export const ALL_MUTANTS: readonly Mutant[] = [];
