// What `spillway recommend` is asked for a group of RDBs: a trace and options, or a scenario that says the same and more. The
// scenario's own checks serve both; what is wrong with an option is told by the option's name.
import type { NodeSize } from '../../lib/backtest/recommend/candidates.ts';
import { readTraceOf } from '../../lib/backtest/run/run-scenario.ts';
import { parseScenario, ScenarioError } from '../../lib/backtest/scenario/read-scenario.ts';
import type { Scenario } from '../../lib/backtest/scenario/scenario.ts';
import type { MinuteTrace } from '../../lib/trace/minute-trace.ts';
import { readMinutes } from '../../lib/trace/read-minutes.ts';
import { CommandError } from '../command-error.ts';

export interface GroupOptions {
  readonly node?: readonly string[];
  readonly bytesPerMessage?: string;
  readonly timeZone: string;
  readonly endOfDay: string;
  readonly boot: string;
  readonly baseline: string;
  readonly max: string;
  readonly leavesQueue: boolean;
}

/** What is searched, and on which days. */
export interface GroupSearch {
  readonly terms: Scenario;
  readonly trace: MinuteTrace;
  readonly sizes: readonly NodeSize[];
}

const NODE_ALLOWED =
  'NAME:MEMORY_GIB:PRICE_PER_HOUR, both above 0, each name once, such as t3a.medium:4:0.0376';
const MEMORY_MAX_GIB = 32_768;
const PRICE_MAX_USD = 10_000;

/** Throws `CommandError` (exit status 2) or `TraceError`. */
export async function searchOfTrace(file: string, options: GroupOptions): Promise<GroupSearch> {
  const sizes = sizesOf(options);
  const [first] = sizes;
  if (!first) throw wrongOption(`--node is missing, allowed is ${NODE_ALLOWED}`);
  const terms = byOptions(options, {
    name: 'recommend',
    trace: file,
    endOfDay: options.endOfDay,
    timeZone: options.timeZone,
    ...(options.bytesPerMessage !== undefined && { bytesPerMessage: numberOf(options.bytesPerMessage) }),
    node: {
      memoryGiB: Math.min(...sizes.map((size) => size.memoryGiB)),
      pricePerHourUsd: first.pricePerHourUsd,
      baselineMiB: numberOf(options.baseline),
      bootSeconds: numberOf(options.boot),
    },
    group: { min: 1, max: numberOf(options.max), leavesQueue: options.leavesQueue },
    policy: { kind: 'lead-time' },
  });
  const trace = await readMinutes(file);
  if (trace.unit === 'messages' && terms.bytesPerMessage === undefined)
    throw wrongOption(`${file} counts messages: say with --bytes-per-message what one takes`);
  return { terms, trace, sizes };
}

/** The scenario's own server is tried where no `--node` is given. Throws `ScenarioError`, `CommandError` or `TraceError`. */
export async function searchOfScenario(
  { file, value }: { readonly file: string; readonly value: unknown },
  options: Pick<GroupOptions, 'node'>,
): Promise<GroupSearch> {
  const terms = parseScenario(file, value);
  const { memoryGiB, pricePerHourUsd, baselineMiB } = terms.node;
  const given = sizesOf(options);
  const sizes = given.length > 0 ? given : [{ name: `${memoryGiB} GiB`, memoryGiB, pricePerHourUsd }];
  const small = sizes.find((size) => baselineMiB >= size.memoryGiB * 1024 * 0.8);
  if (small)
    throw wrongOption(
      `--node has ${small.name} of ${small.memoryGiB} GiB, allowed is more than an empty server fills to 80 %: ${baselineMiB} MiB by ${file}`,
    );
  return { terms, trace: await readTraceOf(terms, file), sizes };
}

type NumberOrWord = Exclude<keyof GroupOptions, 'node' | 'leavesQueue'>;

/** Where the scenario's checks look for what an option says. */
const OPTION_AT: Readonly<Record<string, readonly [name: string, key: NumberOrWord]>> = {
  endOfDay: ['--end-of-day', 'endOfDay'],
  timeZone: ['--time-zone', 'timeZone'],
  bytesPerMessage: ['--bytes-per-message', 'bytesPerMessage'],
  'node.baselineMiB': ['--baseline', 'baseline'],
  'node.bootSeconds': ['--boot', 'boot'],
  'group.max': ['--max', 'max'],
};

function byOptions(options: GroupOptions, value: unknown): Scenario {
  try {
    return parseScenario('recommend', value);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const lines = error.problems.map(({ path, given, allowed }) => {
      const option = OPTION_AT[path];
      if (!option) return `${path} is ${given}, allowed is ${allowed}`;
      const [name, key] = option;
      return `${name} is "${options[key] ?? ''}", allowed is ${allowed.replace('node.memoryGiB', 'the smallest --node')}`;
    });
    throw new CommandError(lines.join('\n'), { exitStatus: 2, cause: error });
  }
}

function sizesOf({ node = [] }: Pick<GroupOptions, 'node'>): readonly NodeSize[] {
  const sizes = node.map(sizeOf);
  const twice = sizes.find(({ name }, i) => sizes.findIndex((size) => size.name === name) < i);
  if (twice) throw wrongOption(`--node has ${twice.name} twice, allowed is ${NODE_ALLOWED}`);
  return sizes;
}

function sizeOf(text: string): NodeSize {
  const [name = '', memory = '', price = '', ...rest] = text.split(':');
  const memoryGiB = numberOf(memory);
  const pricePerHourUsd = numberOf(price);
  const isAllowed =
    name.trim() !== '' &&
    rest.length === 0 &&
    memoryGiB > 0 &&
    memoryGiB <= MEMORY_MAX_GIB &&
    pricePerHourUsd > 0 &&
    pricePerHourUsd <= PRICE_MAX_USD;
  if (!isAllowed) throw wrongOption(`--node is "${text}", allowed is ${NODE_ALLOWED}`);
  return { name, memoryGiB, pricePerHourUsd };
}

/** What is empty is no number; `Number` takes it for 0. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function wrongOption(message: string): CommandError {
  return new CommandError(message, { exitStatus: 2 });
}
