// A run's ports over the emulator, which the test drives itself.
import type { GroupFunctions } from '../../lib/campaign/drive/group-functions.ts';
import type { CreatePorts, MadePorts, RunPorts } from '../../lib/campaign/drive/run-ports.ts';
import type { GroupOptions, RunOptions } from '../../lib/campaign/options/options.ts';
import { timesOf } from '../../lib/campaign/world/create-day.ts';
import { createRun, type Run } from '../../lib/campaign/world/run.ts';
import { createEmulatorPorts } from '../../scripts/campaign/emulator-ports.ts';
import { aDay } from './build-run.ts';

export interface OverEmulator extends Pick<MadePorts, 'strike' | 'onStart'> {
  readonly run: Run;
  readonly ports: RunPorts;
  /** Kinds of trouble, as each tick has shown them. */
  readonly shown: (readonly string[])[];
  readonly functions: GroupFunctions;
}

/** The group has a hook and retains, if nothing else is said of it. Answers what occurred, its end included. */
export async function overEmulator(
  work: (made: OverEmulator) => Promise<void>,
  given: { readonly group?: Partial<GroupOptions>; readonly options?: Partial<RunOptions> } = {},
  createPorts: CreatePorts = createEmulatorPorts,
): Promise<Run['occurred']> {
  const options = aDay({ hook: 'ours', retains: true, ...given.group }, given.options);
  const run = createRun(options, timesOf(options).endOfDaysMs);
  const shown: (readonly string[])[] = [];
  const { functions, stop, ...made } = await createPorts(run, (kinds) => shown.push(kinds));
  if (!functions) throw new Error('no handlers');
  try {
    await work({ ...made, run, shown, functions });
  } finally {
    await stop?.();
  }
  return run.occurred;
}
