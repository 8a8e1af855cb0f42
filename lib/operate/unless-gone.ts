// A listing lags: what it names may be gone by the time that it is asked about.
import { PortError } from '../core/errors.ts';

/** `undefined` where that service says that it is not there; its name is what its calls begin with. */
export async function unlessGone<Answer>(
  service: string,
  answering: Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await answering;
  } catch (error) {
    const isGone =
      error instanceof PortError && error.failure === 'absent' && error.call.startsWith(`${service}:`);
    if (isGone) return undefined;
    throw error;
  }
}
