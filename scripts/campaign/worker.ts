// One process of a campaign: runs seeds as it is told, one after the other. Started by scripts/campaign.ts.
import type { CheckName } from '../../lib/campaign/world/finding.ts';
import { drawOptions } from '../../lib/campaign/options/draw-options.ts';
import type { RunOptions } from '../../lib/campaign/options/options.ts';
import { runOptions, type RunResult } from '../../lib/campaign/run-seed.ts';
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

process.on('message', (message: ToWorker) => {
  void answer(message)
    .catch((error: unknown): FromWorker => ({
      kind: 'threw',
      text: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then((given) => process.send?.(given));
});

async function answer({ kind, seed, check }: ToWorker): Promise<FromWorker> {
  const options = drawOptions(seed);
  if (kind === 'run') return { kind: 'ran', result: await runOptions(options) };
  const shrunk =
    kind === 'shrink' && check !== undefined ? await shrink(options, check, runOptions) : undefined;
  return { kind: 'shrunk', text: shrunk?.finding.text ?? '', options: shrunk?.options ?? options };
}
