// One line of an import's report: what became of one leaf of the input. Who decides it: rules/.

/** `needs-you` keeps the exit status at 1: a person has to act, and `why` says on what. */
export const OUTCOMES = ['mapped', 'approximated', 'dropped', 'needs-you'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface ReportEntry {
  readonly cluster: string;
  /** In FinSpace's published names whatever the file's spelling, such as `vpcConfiguration.subnetIds[0]`. */
  readonly path: string;
  /** As given; `REDACTED` where it looks like a secret. */
  readonly value: unknown;
  readonly outcome: Outcome;
  /** File and parameter or tag, or the template that has the matter; null where it goes nowhere. */
  readonly to: string | null;
  readonly why: string;
}

export const REDACTED = '(redacted)';
