// One process of a campaign over the emulator. Started by scripts/campaign.ts.
import { drawDay } from '../../lib/campaign/options/draw-options.ts';
import { runOptions } from '../../lib/campaign/run-seed.ts';
import { createEmulatorPorts } from './emulator-ports.ts';
import { serve } from './serve.ts';

serve({ draw: drawDay, run: (options) => runOptions(options, createEmulatorPorts) });
