// A diagnosis as text for a terminal: a line per family, and per finding what is wrong and the fix.
import pc from 'picocolors';
import type { Finding } from './check.ts';
import type { Diagnosis } from './diagnose.ts';

/** Lines without a trailing newline. `name`: the target's, as at the command line. */
export function doctorText(name: string, { healthy, checks }: Diagnosis): string {
  const all = checks.flatMap(({ findings }) => findings);
  const wrongCount = all.filter((one) => one.severity === 'wrong').length;
  const noteCount = all.length - wrongCount;
  const verdict = healthy ? pc.green('nothing is wrong') : pc.red(`${wrongCount} wrong`);
  return [
    pc.bold(name),
    ...checks.flatMap(({ title, findings }) =>
      findings.length === 0
        ? [`  ${pc.green('ok')}     ${title}`]
        : findings.flatMap((one) => lines(title, one)),
    ),
    `  ${verdict}${noteCount > 0 ? `, ${noteCount} to note` : ''}`,
  ].join('\n');
}

function lines(title: string, { severity, text, fix }: Finding): readonly string[] {
  const word = severity === 'wrong' ? pc.red('wrong') : pc.yellow('note ');
  return [`  ${word}  ${title}: ${text}.`, `         ${pc.dim('fix:')} ${pc.cyan(fix)}`];
}
