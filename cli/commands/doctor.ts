// `spillway doctor [TARGET]`: why a target would not be safe or would not scale, each with the fix. With `--stack`, the same of
// the deployed stack itself.
import type { Command } from 'commander';
import type { Diagnosis } from '../../lib/operate/doctor/diagnose.ts';
import type { DiagnosisWishes, OperatedKind } from '../../lib/operate/operated-kind.ts';
import { doctorText } from '../../lib/operate/doctor/doctor-text.ts';
import type { AwsOptions } from '../aws-options.ts';
import { withAwsOptions } from '../aws-options.ts';
import { overKinds, textOfSkipped } from '../over-kinds.ts';
import { KIND_WORDS } from '../../lib/wiring/operated-kinds.ts';
import { numberOption } from '../number-option.ts';
import type { OpenPorts } from '../operator-ports.ts';
import { openAwsPorts } from '../operator-ports.ts';
import { CommandError } from '../command-error.ts';
import { diagnoseNamedStack } from '../doctor/diagnose-named-stack.ts';
import { allowedNames, notThere, parseTargetName, typedName, type TargetName } from '../target-name.ts';
import type { Terminal } from '../terminal.ts';

interface Diagnosed {
  /** As at the command line. */
  readonly name: string;
  readonly diagnosis: Diagnosis;
}

interface DoctorOptions extends AwsOptions {
  readonly json?: boolean;
  /** `true` where no name follows. */
  readonly stack?: string | true;
  readonly pricePerHour?: string;
}

const BILLED = KIND_WORDS.filter(({ billedByHour }) => billedByHour !== undefined);

/** As of a size that `recommend` is offered. */
const PRICE_MAX_USD = 10_000;

export function addDoctor(program: Command, terminal: Terminal, openPorts: OpenPorts = openAwsPorts): void {
  withAwsOptions(
    program
      .command('doctor')
      .argument('[target]', `${allowedNames(KIND_WORDS)}; default: all that are managed`)
      .description('say why a target would not be safe or would not scale, with the fix as a command')
      .option(
        '--stack [name]',
        'look at the deployed stack itself, in place of a target (default: the one whose tick is scheduled)',
      )
      .option(
        '--price-per-hour <USD>',
        `what ${BILLED.map(({ noun, billedByHour }) => `a ${billedByHour} of the ${noun}`).join(' or ')} costs an hour: what is told in their hours is told in money too`,
      )
      .option('--json', 'print JSON'),
  ).action(async (typed: string | undefined, options: DoctorOptions) => {
    if (typed !== undefined && options.stack !== undefined)
      throw new CommandError(`"${typed}" and --stack are given, allowed is one of them`, { exitStatus: 2 });
    const ports = openPorts(options);
    const { kinds } = ports;
    const wishes = wishesOf(typed, options, kinds);
    const found: Diagnosed[] = [];
    const examine = async (target: TargetName<OperatedKind>) => {
      const diagnosis = await target.kind.diagnose(target.name, wishes);
      if (diagnosis) found.push({ name: typedName(target), diagnosis });
    };
    if (options.stack !== undefined) {
      found.push(await diagnoseNamedStack(ports, options.stack === true ? undefined : options.stack));
    } else if (typed !== undefined) {
      const target = parseTargetName(typed, kinds);
      await examine(target);
      if (found.length === 0) throw notThere(target);
    } else {
      // What is gone since it was listed is not there to be examined.
      const skipped = await overKinds(kinds, async (kind) => {
        for await (const names of kind.managedNames())
          for (const name of names) await examine({ kind, name });
      });
      for (const one of skipped) terminal.writeError(`${textOfSkipped(one)}\n`);
      if (skipped.some(({ why }) => why === 'failed')) terminal.exitStatus = 1;
    }
    const json = found.map(({ diagnosis }) => diagnosis);
    terminal.write(`${options.json ? JSON.stringify(json, null, 2) : textOf(found)}\n`);
    if (found.length === 0 || json.some(({ healthy }) => !healthy)) terminal.exitStatus = 1;
  });
}

/** One price is of what one target is billed for. Throws `CommandError` (exit status 2). */
function wishesOf(
  typed: string | undefined,
  { pricePerHour }: DoctorOptions,
  kinds: readonly OperatedKind[],
): DiagnosisWishes {
  if (pricePerHour === undefined) return {};
  const allowed = `allowed is the name of one ${BILLED.map(({ noun, billedByHour }) => `${noun} (what a ${billedByHour} of it costs)`).join(' or ')}`;
  if (typed === undefined)
    throw new CommandError(`--price-per-hour is of one target: ${allowed}`, { exitStatus: 2 });
  const { kind } = parseTargetName(typed, kinds);
  if (kind.billedByHour === undefined)
    throw new CommandError(`"${typed}" is a ${kind.title}, and has no --price-per-hour: ${allowed}`, {
      exitStatus: 2,
    });
  return {
    pricePerHourUsd: numberOption('--price-per-hour', pricePerHour, { above: 0, max: PRICE_MAX_USD }),
  };
}

function textOf(found: readonly Diagnosed[]): string {
  if (found.length > 0) return found.map(({ name, diagnosis }) => doctorText(name, diagnosis)).join('\n\n');
  const nouns = KIND_WORDS.map(({ noun }) => noun).join(' or ');
  return `No ${nouns} is tagged spillway:managed = true in this region. To take one in: spillway adopt <target>`;
}
