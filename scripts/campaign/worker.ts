// One process of a campaign over the simulated world. Started by scripts/campaign.ts.
import { ANY_KIND } from '../../lib/campaign/kinds.ts';
import { serve } from './serve.ts';

serve(ANY_KIND);
