// Lambda's actions on a function's own policy: who may call it. EventBridge is held to it; other callers are not.
// Sources: https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html
//   https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
//   https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html
import * as z from 'zod';
import { AwsError } from '../../../sim/aws/aws-error.ts';
import { stableUuid } from '../../aws-names.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import { permissionStatement, type Entrance } from '../../stack/entrances.ts';
import { text } from '../../wire/params.ts';
import { functionNotFound, type Invoker } from '../invoke.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

const named = z.object({ FunctionName: text });
const ofStatement = named.extend({ StatementId: z.string().regex(/^[\w-]{1,100}$/) });

export function entranceActions(
  stack: EmulatedStack,
  { has }: Pick<Invoker, 'has'>,
): Pick<ServiceActions<'lambda'>, 'GetPolicy' | 'AddPermission' | 'RemovePermission'> {
  const absent = () =>
    new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);

  function entranceOf(functionName: string): { readonly own: string; readonly entrance: Entrance } {
    const own = stack.ownNameOf(functionName);
    if (!has(own) || !stack.functions.has(own)) throw functionNotFound(functionName);
    return { own, entrance: stack.entrances.get(own) ?? new Map() };
  }

  return {
    GetPolicy: serviceAction(named, ({ FunctionName }) => {
      const { entrance } = entranceOf(FunctionName);
      if (entrance.size === 0) throw absent();
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Id: 'default',
        Statement: [...entrance.values()],
      });
      return { Policy, RevisionId: stableUuid(Policy) };
    }),
    AddPermission: serviceAction(
      ofStatement.extend({
        Action: text,
        Principal: text,
        SourceArn: text.optional(),
        SourceAccount: text.optional(),
      }),
      ({ FunctionName, StatementId, Action, Principal, SourceArn, SourceAccount }) => {
        const { own, entrance } = entranceOf(FunctionName);
        if (entrance.has(StatementId))
          throw new AwsError(
            'ResourceConflictException',
            `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
            409,
          );
        const statement = permissionStatement({
          ...{ sid: StatementId, functionArn: stack.arnOf(own), action: Action, principal: Principal },
          ...{ sourceArn: SourceArn, sourceAccount: SourceAccount },
        });
        stack.entrances.set(own, entrance.set(StatementId, statement));
        return { Statement: JSON.stringify(statement) };
      },
    ),
    RemovePermission: serviceAction(ofStatement, ({ FunctionName, StatementId }) => {
      if (!entranceOf(FunctionName).entrance.delete(StatementId)) throw absent();
      return {};
    }),
  };
}
