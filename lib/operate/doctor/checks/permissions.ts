// Permissions: what was refused to the functions lately, and to whoever runs the doctor now.
import { isForbidden } from '../../../core/errors.ts';
import { DAY_MS } from '../../../core/units.ts';
import type { JournalEntry } from '../../../ports/journal.ts';
import { answered, shellWord, wrong, type Asked, type Finding } from '../check.ts';

/** Journal entries looked through for calls that were refused. */
export const JOURNAL_ENTRIES = 50;

export interface Permissions {
  /** The target, as at the command line. */
  readonly name: string;
  readonly nowMs: number;
  /** Newest first. */
  readonly journal: Asked<readonly JournalEntry[]>;
  /** What looks again; by default the doctor, at this target. */
  readonly again?: string;
  /** All reads besides. */
  readonly reads: readonly Asked<unknown>[];
}

export function permissionFindings(given: Permissions): readonly Finding[] {
  return [...functionsRefused(given), ...readsFailed(given)];
}

/** A cycle that was refused journals it; the newest entry of a day counts. */
function functionsRefused({ journal, nowMs, name }: Permissions): readonly Finding[] {
  const refusals = (answered(journal) ?? [])
    .filter(({ atMs }) => nowMs - atMs < DAY_MS)
    .flatMap(({ atMs, actions }) =>
      actions.flatMap(({ kind, outcome }) =>
        outcome?.kind === 'rejected' && isForbidden(outcome.failure)
          ? [{ atMs, action: kind, code: outcome.code, message: outcome.message }]
          : [],
      ),
    );
  const [refused] = refusals;
  if (!refused) return [];
  const { code, message, action } = refused;
  const when = new Date(refused.atMs).toISOString();
  return [
    wrong(
      'functions-refused',
      `at ${when} the action ${action} of ${name} was refused: ${code}: ${message}`,
      'npm run deploy -- --stage <stage>',
    ),
  ];
}

/** Every read that gave no answer: what it would have told is unknown, which is not well. */
function readsFailed({ name, again, journal, reads }: Permissions): readonly Finding[] {
  const seen = new Set<string>();
  return [...reads, journal].flatMap((one): readonly Finding[] => {
    if (one.ok || seen.has(one.error.message)) return [];
    seen.add(one.error.message);
    const { call, failure, message } = one.error;
    if (isForbidden(failure)) {
      return [
        wrong(
          'read-denied',
          `you may not call ${call}, so what it tells was not checked`,
          `aws sts get-caller-identity # then allow ${call} to that identity`,
        ),
      ];
    }
    const isTable = call.startsWith('dynamodb:') && failure === 'absent';
    if (isTable) {
      return [
        wrong(
          'no-state-table',
          `the state table is not there (${message})`,
          'npm run deploy -- --stage <stage> # or name the table with --table',
        ),
      ];
    }
    return [
      wrong(
        'read-failed',
        `${message}, so what it tells was not checked`,
        again ?? `spillway doctor ${shellWord(name)}`,
      ),
    ];
  });
}
