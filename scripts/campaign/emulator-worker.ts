// One process of a campaign over the emulator. Started by scripts/campaign.ts.
import { GROUPS } from '../../lib/campaign/kinds.ts';
import { drawDay } from '../../lib/campaign/options/draw-options.ts';
import { runOptions } from '../../lib/campaign/run-seed.ts';
import { createEmulatorPorts } from './emulator-ports.ts';
import { serve } from './serve.ts';

// Groups alone: a stream's days are the simulated world's.
serve({ ...GROUPS, draw: drawDay, run: (options) => runOptions(options, createEmulatorPorts) });
