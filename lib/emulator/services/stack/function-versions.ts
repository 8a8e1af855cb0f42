// Lambda's actions on aliases, tags and event sources of functions, of which there are none, and on how what waits for a function is
// handed over.
// Source: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html
import * as z from 'zod';
import { SECOND_MS } from '../../../core/units.ts';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import { text } from '../../wire/params.ts';
import type { AsyncTerms } from '../../triggers/deliver-event.ts';
import { functionNotFound, type Invoker } from '../invoke.ts';
import { serviceAction } from '../service-action.ts';

const named = z.object({ FunctionName: text });

/** `settingsOf`: how events that wait are handed over, where that is set. */
export function functionVersionActions(
  stack: EmulatedStack,
  { has }: Pick<Invoker, 'has'>,
  settingsOf: AsyncTerms['settingsOf'] = () => undefined,
) {
  const mustBeThere = (functionName: string) => {
    const own = stack.ownNameOf(functionName);
    if (!has(own) || !stack.functions.has(own)) throw functionNotFound(functionName);
    return own;
  };
  return {
    ListAliases: serviceAction(named, ({ FunctionName }) => {
      mustBeThere(FunctionName);
      return { Aliases: [] };
    }),
    ListTags: serviceAction(z.object({ Resource: text }), ({ Resource }) => {
      mustBeThere(Resource);
      return { Tags: {} };
    }),
    ListEventSourceMappings: serviceAction(
      z.object({ FunctionName: text.optional() }),
      ({ FunctionName }) => {
        if (FunctionName !== undefined) mustBeThere(FunctionName);
        return { EventSourceMappings: [] };
      },
    ),
    GetFunctionEventInvokeConfig: serviceAction(named, ({ FunctionName }) => {
      const own = mustBeThere(FunctionName);
      const settings = settingsOf(own);
      if (!settings)
        throw new AwsError(
          'ResourceNotFoundException',
          `The function ${stack.arnOf(own)}:$LATEST doesn't have an EventInvokeConfig`,
          404,
        );
      return {
        FunctionArn: `${stack.arnOf(own)}:$LATEST`,
        LastModified: new Date(stack.deployedAtMs),
        MaximumRetryAttempts: settings.retriesMax,
        MaximumEventAgeInSeconds: settings.eventAgeMaxMs / SECOND_MS,
        DestinationConfig: {},
      };
    }),
  };
}
