// docs/deploy.md against what it speaks of: the policies that whoever brings a topic or a key must write, and the account's quota.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ASSUMED } from '../../bench/cost/prices.ts';
import { reservedConcurrency, settingsSchema } from '../../lib/settings/settings.ts';
import { PARAMETERS } from '../../scripts/release/parameters.ts';

const PAGE = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal: { readonly Service: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Statements of the page's blocks of JSON under a heading. */
function statementsUnder(heading: string): readonly Statement[] {
  const [, text = ''] = PAGE.split(`\n### ${heading}\n`);
  const [section = ''] = text.split(/\n##+ /);
  return [...section.matchAll(/```json\n([^`]*)```/g)].flatMap(
    ([, block]) => JSON.parse(`[${block}]`) as readonly Statement[],
  );
}

const OF_ITS_ACCOUNT = { StringEquals: { 'aws:SourceAccount': "<the stack's account>" } };
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];

it("the policies of a topic of one's own let CloudWatch publish, and use the topic's key", () => {
  const cloudWatch = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } };
  expect(statementsUnder('A topic of yours')).toEqual([
    expect.objectContaining({ ...cloudWatch, Action: 'sns:Publish', Condition: OF_ITS_ACCOUNT }),
    expect.objectContaining({ ...cloudWatch, Action: USE_KEY, Condition: OF_ITS_ACCOUNT }),
  ]);
});

it("the policy of a key of one's own lets in those that send to topics and queue, and the logs", () => {
  const [alarms, senders, logs] = statementsUnder('A key of yours');
  expect(alarms).toMatchObject({
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: USE_KEY,
    Condition: OF_ITS_ACCOUNT,
  });
  expect(senders).toMatchObject({
    Principal: { Service: ['events.amazonaws.com', 'sns.amazonaws.com'] },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  });
  // With one, SNS and EventBridge could not send: their calls do not say on whose behalf they are made.
  expect(senders).not.toHaveProperty('Condition');
  expect(logs?.Principal.Service).toBe('logs.<region>.amazonaws.com');
  expect(JSON.stringify(logs?.Condition)).toContain('log-group:/aws/lambda/<stack>-*');
});

it("the account's quota that it asks for is what is reserved, and the 100 that AWS keeps", () => {
  const { onAlarm, onSchedule, onLifecycle, onTick, probe } =
    reservedConcurrency(settingsSchema.parse({ notifications: { email: 'a@example.com' }, schedules: [] })) ??
    {};
  const without = [onAlarm, onSchedule, onLifecycle, onTick].reduce<number>((sum, one = 0) => sum + one, 0);
  const all = without + (probe ?? 0);
  const said = PAGE.replaceAll('\n', ' ');
  expect(said).toContain(`The functions reserve ${without} concurrent runs, ${all} with the probe`);
  expect(said).toContain(`quota must be at least ${100 + without}, or ${100 + all}.`);
});

it('a new deployment refuses the secrets of others, in the settings that are copied and in the released template', () => {
  const example = readFileSync(new URL('../../config/example.yml', import.meta.url), 'utf8');
  expect(example).toMatch(/^probe:\n(?: {2}#.*\n)* {2}secretOwners: enforce$/m);
  expect(PARAMETERS['CredentialOwners']?.Default).toBe('enforce');
});

it('what of the costs is assumed, is said beside the table', () => {
  const said = PAGE.replaceAll('\n', ' ');
  const { invocationSeconds, callSeconds, probeSeconds } = ASSUMED;
  expect(said).toContain(
    `${invocationSeconds} s of an invocation's own, ${callSeconds * 1000} ms for each of its calls, one after the other, and ${probeSeconds} s of the probe`,
  );
});
