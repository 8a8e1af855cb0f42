// A call of a simulated port passes the world's gate, so that it is counted by AWS's action and can be made to fail;
// what AWS answers becomes what the ports promise.
import { PortError, type FailureKind } from '../../core/errors.ts';
import { APPLIED, type Outcome } from '../../core/outcome.ts';
import { AwsError, isOutcomeUnknown, throttled } from '../aws/aws-error.ts';
import type { World } from '../world.ts';

type Input = Readonly<Record<string, unknown>>;

/** Carries out a read at the gate; AWS's error becomes a `PortError`. */
export async function read<T>(
  world: World,
  service: string,
  action: string,
  input: Input,
  carryOut: () => T,
): Promise<T> {
  const wait = world.calls.slowness();
  if (wait) await wait();
  try {
    return world.calls.invoke(action, input, carryOut);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const failure = failureOf(error);
    throw new PortError(`${service}:${action}`, error.code, error.message, { cause: error, failure });
  }
}

/** Carries out a write at the gate; AWS's error becomes an outcome, and a refusal is classed by `refusalOf`. */
export async function write(
  world: World,
  action: string,
  input: Input,
  carryOut: () => unknown,
  refusalOf: (error: AwsError) => FailureKind = failureOf,
): Promise<Outcome> {
  const wait = world.calls.slowness();
  if (wait) await wait();
  try {
    world.calls.invoke(action, input, carryOut);
    return APPLIED;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { code, message } = error;
    return isOutcomeUnknown(error)
      ? { kind: 'unknown', message: `${code}: ${message}` }
      : { kind: 'rejected', code, message, failure: refusalOf(error) };
  }
}

/** What a caller does about AWS's error, where its service says nothing more of it. */
export function failureOf(error: AwsError): FailureKind {
  if (error.code === throttled().code) return 'throttled';
  return isOutcomeUnknown(error) ? 'unknown' : 'refused';
}
