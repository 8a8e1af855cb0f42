// What a process of a campaign does: runs seeds as it is told, one after the other. On what ports, its caller says.
import type { CheckName } from '../../lib/campaign/world/finding.ts';
import type { AnyRunOptions, CampaignKind } from '../../lib/campaign/kinds.ts';
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
  | { readonly kind: 'shrunk'; readonly text: string; readonly options: AnyRunOptions }
  | { readonly kind: 'threw'; readonly text: string };

/** Answers the parent process, for as long as it asks. A run in which all wait and nothing is to come is told as one that threw. */
export function serve<Options extends AnyRunOptions>(kind: CampaignKind<Options>): void {
  const { channel } = process;
  // Nothing but the run keeps this process up while it runs: it falls idle in the middle only if the run never ends.
  process.on('beforeExit', () => {
    channel?.ref();
    process.send?.({
      kind: 'threw',
      text: 'it came to a standstill: its functions wait for what never comes',
    });
  });
  process.on('message', (message: ToWorker) => {
    channel?.unref();
    void answer(kind, message)
      .catch((error: unknown): FromWorker => ({
        kind: 'threw',
        text: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }))
      .then((given) => {
        channel?.ref();
        process.send?.(given);
      });
  });
}

async function answer<Options extends AnyRunOptions>(
  campaignKind: CampaignKind<Options>,
  { kind, seed, check }: ToWorker,
): Promise<FromWorker> {
  const { draw, run } = campaignKind;
  const options = draw(seed);
  if (kind === 'run') return { kind: 'ran', result: await run(options) };
  const shrunk =
    kind === 'shrink' && check !== undefined ? await shrink(options, check, campaignKind) : undefined;
  return { kind: 'shrunk', text: shrunk?.finding.text ?? '', options: shrunk?.options ?? options };
}
