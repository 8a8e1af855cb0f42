// One process of a campaign over the simulated world. Started by scripts/campaign.ts.
import { drawOptions } from '../../lib/campaign/options/draw-options.ts';
import { runOptions } from '../../lib/campaign/run-seed.ts';
import { serve } from './serve.ts';

serve({ draw: drawOptions, run: (options) => runOptions(options) });
