// What a process of a campaign does: runs seeds as it is told, one after the other. On what ports, its caller says.
import type { CheckName } from '../../lib/campaign/world/finding.ts';
import type { RunOptions } from '../../lib/campaign/options/options.ts';
import type { RunResult } from '../../lib/campaign/run-seed.ts';
import { shrink } from '../../lib/campaign/shrink.ts';

export interface ToWorker {
  /** `options`: those of the seed, as they are. */
  readonly kind: 'run' | 'shrink' | 'options';
  readonly seed: number;
  /** Whose failure is to be shrunk. */
  readonly check?: CheckName;
}

export type FromWorker =
  | { readonly kind: 'ran'; readonly result: RunResult }
  | { readonly kind: 'shrunk'; readonly text: string; readonly options: RunOptions }
  | { readonly kind: 'threw'; readonly text: string };

export interface Worker {
  readonly draw: (seed: number) => RunOptions;
  readonly run: (options: RunOptions) => Promise<RunResult>;
}

/** Answers the parent process, for as long as it asks. */
export function serve(worker: Worker): void {
  process.on('message', (message: ToWorker) => {
    void answer(worker, message)
      .catch((error: unknown): FromWorker => ({
        kind: 'threw',
        text: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }))
      .then((given) => process.send?.(given));
  });
}

async function answer({ draw, run }: Worker, { kind, seed, check }: ToWorker): Promise<FromWorker> {
  const options = draw(seed);
  if (kind === 'run') return { kind: 'ran', result: await run(options) };
  const shrunk = kind === 'shrink' && check !== undefined ? await shrink(options, check, run) : undefined;
  return { kind: 'shrunk', text: shrunk?.finding.text ?? '', options: shrunk?.options ?? options };
}
