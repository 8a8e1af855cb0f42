// Lambda's actions on how functions are configured, and on the room that is kept for them.
// Sources: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
//   https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
//   https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { queueArn, roleArn, type EmulatedStack, type FunctionSettings } from '../../stack/emulated-stack.ts';
import { integer, text } from '../../wire/params.ts';
import { functionNotFound, type Invoker } from '../invoke.ts';
import { serviceAction } from '../service-action.ts';

/** The default quota of an account. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const CONCURRENCY_QUOTA = 1_000;

/** What must be left to functions for which nothing is kept. */
const UNRESERVED_MIN = 100;

const named = z.object({ FunctionName: text });

/** A function is deployed while the emulator has one of that name to run. */
export function functionSettingActions(stack: EmulatedStack, { has, names }: Pick<Invoker, 'has' | 'names'>) {
  function find(functionName: string): { own: string; settings: FunctionSettings } {
    const own = stack.ownNameOf(functionName);
    const settings = has(own) ? stack.functions.get(own) : undefined;
    if (!settings) throw functionNotFound(functionName);
    return { own, settings };
  }

  const unreserved = (besides?: FunctionSettings) =>
    [...stack.functions].reduce(
      (left, [own, one]) => (has(own) && one !== besides ? left - (one.reserved ?? 0) : left),
      CONCURRENCY_QUOTA,
    );

  function configuration(functionName: string) {
    const { own, settings } = find(functionName);
    return {
      FunctionName: stack.nameOf(own),
      FunctionArn: stack.arnOf(own),
      Runtime: settings.runtime,
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Role: roleArn(settings.roleName),
      Environment: { Variables: settings.variables },
      ...(settings.hasDeadLetters && { DeadLetterConfig: { TargetArn: queueArn(stack.queueName) } }),
      LastModified: new Date(stack.deployedAtMs).toISOString().replace('Z', '+0000'),
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Version: '$LATEST',
      PackageType: 'Zip',
    };
  }

  return {
    ListFunctions: serviceAction(z.object({}), () => ({
      Functions: names()
        .filter((name) => stack.functions.has(name))
        .map(configuration),
    })),
    // https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html
    GetFunction: serviceAction(named, ({ FunctionName }) => {
      const { reserved } = find(FunctionName).settings;
      return {
        Configuration: configuration(FunctionName),
        Code: { RepositoryType: 'S3' },
        ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
      };
    }),
    GetFunctionConfiguration: serviceAction(named, ({ FunctionName }) => configuration(FunctionName)),
    // https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html
    ListVersionsByFunction: serviceAction(named, ({ FunctionName }) => ({
      Versions: [configuration(FunctionName)],
    })),
    UpdateFunctionConfiguration: serviceAction(
      named.extend({
        Runtime: text.optional(),
        Role: text.optional(),
        Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
      }),
      ({ FunctionName, Runtime, Role, Environment }) => {
        const { settings } = find(FunctionName);
        if (Runtime !== undefined) settings.runtime = Runtime;
        if (Environment) settings.variables = Environment.Variables;
        if (Role !== undefined) settings.roleName = Role.split('/').at(-1) ?? Role;
        return configuration(FunctionName);
      },
    ),
    GetFunctionConcurrency: serviceAction(named, ({ FunctionName }) => {
      const { reserved } = find(FunctionName).settings;
      return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
    }),
    PutFunctionConcurrency: serviceAction(
      named.extend({ ReservedConcurrentExecutions: integer.min(0) }),
      ({ FunctionName, ReservedConcurrentExecutions }) => {
        const { settings } = find(FunctionName);
        if (unreserved(settings) - ReservedConcurrentExecutions < UNRESERVED_MIN)
          throw new AwsError(
            'InvalidParameterValueException',
            `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MIN}].`,
          );
        settings.reserved = ReservedConcurrentExecutions;
        return { ReservedConcurrentExecutions };
      },
    ),
    DeleteFunctionConcurrency: serviceAction(named, ({ FunctionName }) => {
      find(FunctionName).settings.reserved = undefined;
      return {};
    }),
    GetAccountSettings: serviceAction(z.object({}), () => ({
      AccountLimit: {
        ConcurrentExecutions: CONCURRENCY_QUOTA,
        UnreservedConcurrentExecutions: unreserved(),
      },
      AccountUsage: { FunctionCount: [...stack.functions.keys()].filter(has).length },
    })),
  };
}
