// What `spillway adopt` would have kept of the local AWS's targets, had it been run on them: with it `release` works from the start.
import { tagsOfTagRecord, RECORD_TAG, RECORD_VERSION } from '../../lib/operate/adoption/tag-record.ts';
import { recordTags } from '../../lib/operate/rdb-group/adoption/adoption-record.ts';

const MANAGED = { 'spillway:managed': undefined };

/** A group before: nothing kept its servers, and its own hook let them go. */
export function groupRecord(hookName: string): Readonly<Record<string, string>> {
  return recordTags({
    newInstancesProtected: false,
    azRebalance: 'running',
    hook: { was: 'CONTINUE', name: hookName },
    onAbandon: 'terminate',
    deletionProtection: 'none',
    nodes: { kind: 'all-but', instanceIds: [] },
    tags: MANAGED,
  });
}

/** A stream or a cluster before: as it is, but for one tag. */
export const TAGS_RECORD = { [RECORD_TAG]: RECORD_VERSION, ...tagsOfTagRecord(MANAGED) };
