// The diagnosis of a deployed stack, by its name or by the tick that calls it.
import { diagnoseStack, type StackDiagnosis } from '../../lib/operate/stack/diagnose-stack.ts';
import { examineStack, findStackName } from '../../lib/operate/stack/examine-stack.ts';
import { CommandError } from '../command-error.ts';
import type { OperatorPorts } from '../operator-ports.ts';
import { thisBuild, VERSION } from '../version.ts';

/** As CloudFormation lets a stack be named, as far as functions can begin with it. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,49}$/;

/** @throws {CommandError} where there is no such stack, or none is to be found. */
export async function diagnoseNamedStack(
  { stack, clock }: Pick<OperatorPorts, 'stack' | 'clock'>,
  given: string | undefined,
): Promise<{ readonly name: string; readonly diagnosis: StackDiagnosis }> {
  if (given !== undefined && !STACK_NAME.test(given))
    throw new CommandError(
      `--stack is "${given}", allowed is a stack's name: up to 50 letters, digits and -, a letter first`,
      { exitStatus: 2 },
    );
  // Of an emulator the time is heard on waking, and before that only this machine's is known.
  await clock.sleep(0);
  const stackName = given ?? (await findStackName(stack));
  if (stackName === undefined)
    throw new CommandError(
      'no schedule tick of a stack is in the schedule group spillway of this region: deploy one, or name it: spillway doctor --stack spillway-<stage>',
    );
  const examined = await examineStack(stack, {
    stackName,
    nowMs: clock.nowMs(),
    version: VERSION,
    build: thisBuild(),
  });
  if (!examined)
    throw new CommandError(
      `there is no stack "${stackName}" in this region: no function ${stackName}-on-tick, or any other`,
    );
  return { name: `the stack ${stackName}`, diagnosis: diagnoseStack(examined) };
}
