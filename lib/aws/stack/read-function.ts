// One function of the stack: how it is configured, and what room is kept for it.
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type FunctionConfiguration,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { DeployedFunction } from '../../ports/deployed-stack.ts';
import type { AwsCalls } from '../aws-calls.ts';
import { unlessAbsent } from './unless-absent.ts';

/** The variables in which the packaging writes version and build (infra/functions.yml). */
const VERSION_VARIABLE = 'SPILLWAY_VERSION';
const BUILD_VARIABLE = 'SPILLWAY_BUILD';

/**
 * `undefined` if there is none of that name.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
 */
export async function readFunction(
  client: Pick<LambdaClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  name: string,
): Promise<DeployedFunction | undefined> {
  const given = { FunctionName: name };
  const configuration = await unlessAbsent(
    calls.read('lambda:GetFunctionConfiguration', (options) =>
      client.send(new GetFunctionConfigurationCommand(given), options),
    ),
  );
  if (!configuration) return undefined;
  const concurrency = await unlessAbsent(
    calls.read('lambda:GetFunctionConcurrency', (options) =>
      client.send(new GetFunctionConcurrencyCommand(given), options),
    ),
  );
  const deployedAtMs = Date.parse(configuration.LastModified ?? '');
  return {
    name,
    arn: configuration.FunctionArn ?? '',
    runtime: configuration.Runtime,
    version: configuration.Environment?.Variables?.[VERSION_VARIABLE],
    build: configuration.Environment?.Variables?.[BUILD_VARIABLE],
    deployedAtMs: Number.isNaN(deployedAtMs) ? undefined : deployedAtMs,
    trouble: troubleOf(configuration),
    roleArn: configuration.Role,
    isTraced: configuration.TracingConfig?.Mode === 'Active',
    isInVpc: (configuration.VpcConfig?.SubnetIds ?? []).length > 0,
    deadLettersArn: configuration.DeadLetterConfig?.TargetArn,
    reservedConcurrency: concurrency?.ReservedConcurrentExecutions,
  };
}

/**
 * A function is run while it is active; one that nobody called for weeks becomes inactive, and wakes.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
function troubleOf(given: FunctionConfiguration): string | undefined {
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason, Environment } = given;
  if (State === 'Failed') return `it is in the state Failed: ${StateReason ?? 'no reason is given'}`;
  if (LastUpdateStatus === 'Failed')
    return `its latest deployment failed: ${LastUpdateStatusReason ?? 'no reason is given'}`;
  if (Environment?.Error)
    return `its variables cannot be read: ${Environment.Error.Message ?? Environment.Error.ErrorCode}`;
  return undefined;
}
