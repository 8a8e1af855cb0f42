// A drill as text for a terminal: what it would do, each step as it is seen, and what came of it. Pure.
import Table from 'cli-table3';
import pc from 'picocolors';
import { formatDuration } from '../../lib/core/units.ts';
import { MOMENTS, type DrillPlan } from '../../lib/drill/drill-plan.ts';
import { SAID, type DrillResult } from '../../lib/drill/drill-result.ts';

/** What is broken, what should follow by when, and each reason why not now. */
export function planText({ drill, target, breaks, expected, limits, whyNot }: DrillPlan): string {
  const [first = '', ...others] = breaks;
  const table = tableOf(['what should follow', 'within', 'as is seen by']);
  for (const { moment, text } of expected)
    table.push([SAID[moment], formatDuration(limits[moment] ?? 0), text]);
  return [
    `${pc.bold(`drill ${drill} ${target}`)}  ${pc.red('breaks on purpose:')} ${first}.`,
    ...others,
    table.toString(),
    ...(whyNot.length === 0
      ? [pc.green('Nothing speaks against it now.')]
      : [pc.red('Not now:'), ...whyNot.map((reason) => `  ${pc.red('✗')} ${reason}.`)]),
  ].join('\n');
}

/** A step, with the time since the first of them. */
export function stepText(sinceMs: number, text: string): string {
  // The clock of the local AWS is told in whole seconds: what follows may seem to come before.
  const seconds = Math.max(0, Math.round(sinceMs / 1000));
  return `${pc.dim(`+${String(seconds).padStart(4)} s`)}  ${text}.`;
}

/** Each number beside its limit, and the verdict. */
export function resultText(result: DrillResult, missed: readonly string[]): string {
  const table = tableOf(['', 'after', 'limit']);
  for (const moment of MOMENTS) {
    const limitS = result.limits[`${moment}WithinSeconds`];
    if (limitS === undefined) continue;
    const tookMs = sinceInjection(result, result[`${moment}At`]);
    const isLate = tookMs === undefined || tookMs > limitS * 1000;
    const took = tookMs === undefined ? 'not seen' : formatDuration(tookMs);
    table.push([SAID[moment], isLate ? pc.red(took) : pc.green(took), formatDuration(limitS * 1000)]);
  }
  const { expected, found, lost, pass } = result;
  const counted =
    expected === null || found === null || lost === null
      ? pc.red('nothing could be counted')
      : `${found.toLocaleString('en-US')} of ${expected.toLocaleString('en-US')} are there, ${
          lost > 0 ? pc.red(`${lost.toLocaleString('en-US')} are lost`) : pc.green('none is lost')
        }`;
  return [
    ...(result.injectedAt === null ? [] : [table.toString(), `${counted}.`]),
    pass ? pc.green(pc.bold('passed')) : `${pc.red(pc.bold('failed'))}  ${missed.join('; ')}.`,
  ].join('\n');
}

/** In one phrase, for who looks at the status later. */
export function summaryOf(result: DrillResult): string {
  const parts = MOMENTS.flatMap((moment) => {
    const tookMs = sinceInjection(result, result[`${moment}At`]);
    return tookMs === undefined ? [] : [`${SAID[moment]} after ${formatDuration(tookMs)}`];
  });
  const { lost } = result;
  const counted = lost === null ? 'nothing counted' : lost === 0 ? 'none lost' : `${lost} lost`;
  return [...(parts.length > 0 ? parts : ['nothing was broken']), counted].join(', ');
}

function sinceInjection({ injectedAt }: DrillResult, at: string | null): number | undefined {
  return injectedAt === null || at === null ? undefined : Date.parse(at) - Date.parse(injectedAt);
}

function tableOf(head: readonly string[]) {
  return new Table({ head: head.map((text) => pc.bold(text)), style: { head: [], border: [] } });
}
