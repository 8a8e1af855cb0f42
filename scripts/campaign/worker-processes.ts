// The processes of a campaign, of which each does one piece of work at a time.
import { fork } from 'node:child_process';
import type { FromWorker, ToWorker } from './serve.ts';

/** Hands the work out; answers in the order of the work. `onAnswer` hears of each as it comes, with how many have. */
export async function runAll(given: {
  readonly worker: string;
  readonly jobs: number;
  readonly work: readonly ToWorker[];
  readonly onAnswer: (answer: FromWorker, count: number) => void;
}): Promise<readonly FromWorker[]> {
  const { worker, jobs, work, onAnswer } = given;
  const answers: FromWorker[] = [];
  let next = 0;
  let count = 0;
  await Promise.all(
    Array.from({ length: Math.min(jobs, work.length) }, async () => {
      const child = fork(worker, {
        execArgv: ['--max-semi-space-size=32'],
        env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      });
      try {
        for (let index = next++; index < work.length; index = next++) {
          const piece = work[index];
          if (!piece) continue;
          const answer = await ask(child, piece);
          answers[index] = answer;
          count += 1;
          onAnswer(answer, count);
        }
      } finally {
        child.kill();
      }
    }),
  );
  return answers;
}

function ask(child: ReturnType<typeof fork>, message: ToWorker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null) =>
      reject(new Error(`The run ${message.seed} ended its process: ${code}`));
    child.once('exit', died);
    child.once('message', (answer) => {
      child.off('exit', died);
      const given = answer as FromWorker;
      if (given.kind === 'threw') reject(new Error(`The run ${message.seed} threw: ${given.text}`));
      else resolve(given);
    });
    child.send(message);
  });
}
