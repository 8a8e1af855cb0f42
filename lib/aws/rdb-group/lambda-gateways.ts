// Telling gateways through the probe function, which is in the VPC: for the port `Gateways`.
import { PortError } from '../../core/errors.ts';
import { SECOND_MS } from '../../core/units.ts';
import type { Gateways, PushAnswer } from '../../targets/rdb-group/ports/gateways.ts';
import { INVOKE_CALL, invokeProbe, type ProbeFunction } from './invoke-probe.ts';

/** A push keeps its cycle waiting no longer: the gateways' two seconds, and a start of the function. */
export const PUSH_LIMIT_MS = 5 * SECOND_MS;

export function createLambdaGateways(probeFunction: ProbeFunction): Pick<Gateways, 'send'> {
  return {
    send: async (request) => {
      const answers = await invokeProbe(probeFunction, request, { limitMs: PUSH_LIMIT_MS });
      const { gateways } = request;
      const isComplete =
        Array.isArray(answers) &&
        answers.length === gateways.length &&
        answers.every((answer: unknown, i) => isAnswer(answer, gateways[i]?.instanceId));
      if (isComplete) return answers as readonly PushAnswer[];
      const why = `${probeFunction.functionName} did not answer for every gateway`;
      throw new PortError(INVOKE_CALL, 'UnreadableAnswer', why);
    },
  };
}

function isAnswer(value: unknown, instanceId: string | undefined): boolean {
  const { kind, failure, ...answer } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (answer['instanceId'] !== instanceId) return false;
  if (kind === 'pushed') return true;
  const { message } = (failure ?? {}) as Partial<Record<string, unknown>>;
  return kind === 'failed' && typeof message === 'string';
}
