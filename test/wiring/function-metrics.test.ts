import { expect, it } from 'vitest';
import { createFunctionMetrics } from '../../lib/wiring/function-metrics.ts';

const inLambda = { AWS_LAMBDA_FUNCTION_NAME: 'spillway-prod-on-tick', SPILLWAY_METRIC_NAMESPACE: 'Desk' };

function linesOf(env: Readonly<Record<string, string>>): readonly unknown[] {
  const lines: string[] = [];
  createFunctionMetrics('on-tick', env, (line) => lines.push(line))({ GroupsServed: 3, GroupsFailed: 0 });
  return lines.map((line) => JSON.parse(line) as unknown);
}

it('counts are one line by function, where metrics are full', () => {
  const Metrics = ['GroupsServed', 'GroupsFailed'].map((Name) => ({ Name, Unit: 'Count' }));
  const line = {
    _aws: {
      Timestamp: expect.any(Number) as number,
      CloudWatchMetrics: [{ Namespace: 'Desk', Dimensions: [['service']], Metrics }],
    },
    service: 'on-tick',
    GroupsServed: 3,
    GroupsFailed: 0,
  };
  expect(linesOf(inLambda)).toEqual([line]);
  expect(linesOf({ ...inLambda, SPILLWAY_METRICS: 'full' })).toEqual([line]);
});

it('counts are nothing where metrics are lean, and outside Lambda', () => {
  expect(linesOf({ ...inLambda, SPILLWAY_METRICS: 'lean' })).toEqual([]);
  expect(linesOf({})).toEqual([]);
});
