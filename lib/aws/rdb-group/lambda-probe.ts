// The `Probe` port on the probe function, invoked synchronously.
import { PortError } from '../../core/errors.ts';
import type { Probe, ProbeAnswer, ProbeRequest } from '../../targets/rdb-group/ports/probe.ts';
import { INVOKE_CALL, invokeProbe, type ProbeFunction } from './invoke-probe.ts';

export function createLambdaProbe(probeFunction: ProbeFunction): Probe {
  return {
    probe: async (request) =>
      answersOf(await invokeProbe(probeFunction, request), request, probeFunction.functionName),
  };
}

/** One answer for each target, or it is no answer. */
function answersOf(answers: unknown, request: ProbeRequest, functionName: string): readonly ProbeAnswer[] {
  const isComplete =
    Array.isArray(answers) &&
    answers.length === request.targets.length &&
    answers.every((answer: unknown, i) => isAnswer(answer, request.targets[i]?.instanceId));
  if (!isComplete) {
    throw new PortError(INVOKE_CALL, 'UnreadableAnswer', `${functionName} did not answer for every target`);
  }
  return answers as readonly ProbeAnswer[];
}

function isAnswer(value: unknown, instanceId: string | undefined): boolean {
  const answer = (value ?? {}) as Partial<Record<string, unknown>>;
  if (answer['instanceId'] !== instanceId) return false;
  if (answer['kind'] === 'failed') {
    const failure = (answer['failure'] ?? {}) as Partial<Record<string, unknown>>;
    return typeof failure['code'] === 'string' && typeof failure['message'] === 'string';
  }
  const sample = (answer['sample'] ?? {}) as Partial<Record<string, unknown>>;
  const isNumber = (name: string) => typeof sample[name] === 'number';
  const isFlag = (name: string) => typeof sample[name] === 'boolean';
  const isRecord = (name: string) => typeof sample[name] === 'object' && sample[name] !== null;
  const isOptional = (name: string, is: (name: string) => boolean) => sample[name] === undefined || is(name);
  return (
    answer['kind'] === 'report' &&
    ['usedBytes', 'totalBytes', 'serverTimeMs'].every(isNumber) &&
    ['live', 'busy'].every(isFlag) &&
    isOptional('rows', isNumber) &&
    isOptional('updates', isNumber) &&
    isOptional('queued', isFlag) &&
    isOptional('tables', isRecord) &&
    isOptional('messages', isRecord)
  );
}
