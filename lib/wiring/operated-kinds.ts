// The kinds of target that an operator's commands know, one line each: all that they are told. How to add one:
// CONTRIBUTING.md. What a kind is served through by the functions stands beside this file.
import type { KindWords } from '../operate/operated-kind.ts';
import { OPERATED_STREAMS } from './kinesis-stream/operated-streams.ts';
import { OPERATED_CLUSTERS } from './memorydb-cluster/operated-clusters.ts';
import { OPERATED_GROUPS } from './rdb-group/operated-groups.ts';
import type { KindEntry } from './operator-parts.ts';

/** In the order in which targets are listed. */
export const OPERATED_KINDS: readonly KindEntry[] = [OPERATED_GROUPS, OPERATED_STREAMS, OPERATED_CLUSTERS];

/** For help, and to read what was typed before anything is opened. */
export const KIND_WORDS: readonly KindWords[] = OPERATED_KINDS.map(({ words }) => words);
