// `npm run mutate`: makes each change of a committed list, one at a time, and fails if the tests named for it still pass,
// or if the text to change is not found exactly once. The lists are test/mutants; the working tree is never changed.
// `npm run mutate -- --teeth`: takes whole mends out, and counts the days until the campaign fails; see mutate/run-teeth.ts.
import { execFileSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { ALL_MUTANTS } from '../test/mutants/all-mutants.ts';
import { ROOT } from './mutate/make-change.ts';
import { runMutant, runTests } from './mutate/run-mutants.ts';
import { runTeeth } from './mutate/run-teeth.ts';
import { readOptions } from './read-options.ts';

const values = readOptions({
  only: { type: 'string', multiple: true },
  // Only mutants of files, or with tests, that differ from this revision.
  changed: { type: 'string' },
  jobs: { type: 'string', default: String(availableParallelism()) },
  list: { type: 'boolean', default: false },
  // All tests have just passed: those named are not run first as they are.
  'tests-passed': { type: 'boolean', default: false },
  // No further one is begun after so long; which come first is drawn anew each time, and said.
  minutes: { type: 'string', default: 'Infinity' },
  teeth: { type: 'boolean', default: false },
  // Of the campaign that must fail.
  days: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '8' },
});

const jobs = Number(values.jobs);
if (values.teeth) {
  const { only, days, seed } = values;
  const allBite = await runTeeth({ only, days: Number(days), seed: Number(seed), jobs });
  process.exitCode = allBite ? 0 : 1;
} else process.exitCode = (await runAll()) ? 0 : 1;

async function runAll(): Promise<boolean> {
  const changed = values.changed === undefined ? undefined : changedSince(values.changed);
  const mutants = ALL_MUTANTS.filter(
    ({ id, file, tests }) =>
      (values.only?.includes(id) ?? true) &&
      (changed === undefined || [file, ...tests].some((path) => changed.has(path))),
  );
  const known = new Set(ALL_MUTANTS.map(({ id }) => id));
  const unknown = values.only?.filter((id) => !known.has(id)) ?? [];
  if (unknown.length > 0) throw new Error(`--only is ${unknown.join(', ')}: no such mutant`);
  if (known.size < ALL_MUTANTS.length) throw new Error('two mutants have one id');
  if (values.list) {
    for (const { id, file, why } of mutants) console.log(`${id}\n  ${file}: ${why}`);
    return true;
  }
  if (mutants.length === 0) {
    console.log('no mutant of what has changed');
    return true;
  }
  const startedAtMs = performance.now();
  const untilMs = startedAtMs + Number(values.minutes) * 60_000;
  // A test that fails as it is would kill every mutant.
  const plain = values['tests-passed']
    ? { passed: true, printed: '' }
    : await runTests([...new Set(mutants.flatMap(({ tests }) => tests))], { changes: [] });
  if (!plain.passed) {
    console.log(`the tests fail without any mutant:\n${plain.printed.slice(-4_000)}`);
    return false;
  }
  const limit = pLimit(jobs);
  const draw = randomInt(2 ** 31);
  const fates = await Promise.all(
    drawn(mutants, draw).map((mutant) =>
      limit(async () => {
        const beganAtMs = performance.now();
        if (beganAtMs > untilMs) return 'left';
        const fate = await runMutant(mutant);
        const seconds = ((performance.now() - beganAtMs) / 1000).toFixed(1);
        const said = { killed: 'killed  ', survived: 'SURVIVED', bad: 'BAD     ' }[fate.kind];
        console.log(`${said} ${seconds.padStart(5)} s  ${mutant.id}`);
        if (fate.kind === 'survived') console.log(`  ${mutant.file}: ${mutant.why}`);
        if (fate.kind === 'bad') console.log(`  ${fate.why}`);
        return fate.kind;
      }),
    ),
  );
  const countOf = (kind: string) => fates.filter((fate) => fate === kind).length;
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0);
  console.log(
    `${fates.length} mutants in ${seconds} s: ${countOf('killed')} killed, ${countOf('survived')} survived, ${countOf('bad')} not made, ${countOf('left')} left for want of time (draw ${draw})`,
  );
  return countOf('killed') + countOf('left') === fates.length && countOf('killed') > 0;
}

/** In an order that the draw tells. */
function drawn<Named extends { readonly id: string }>(
  mutants: readonly Named[],
  draw: number,
): readonly Named[] {
  const place = ({ id }: Named) => createHash('sha256').update(`${draw} ${id}`).digest('hex');
  return [...mutants].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** Files that differ from a revision, those not committed yet among them. */
function changedSince(revision: string): ReadonlySet<string> {
  const names = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
  return new Set([
    ...names('diff', '--name-only', revision),
    ...names('ls-files', '--others', '--exclude-standard'),
  ]);
}
