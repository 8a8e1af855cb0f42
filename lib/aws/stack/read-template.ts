// The template that a stack was deployed with: JSON as osls sends it, YAML as a release has it.
import { GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { parse } from 'yaml';
import { PortError } from '../../core/errors.ts';
import type { AwsCalls } from '../aws-calls.ts';

const CALL = 'cloudformation:GetTemplate';

/**
 * `undefined` if there is no such stack, which CloudFormation says as it says that a name is not allowed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
 */
export async function readTemplate(
  client: Pick<CloudFormationClient, 'send'>,
  calls: Pick<AwsCalls, 'read'>,
  stackName: string,
): Promise<unknown> {
  const command = new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Original' });
  let body: string | undefined;
  try {
    body = (await calls.read(CALL, (options) => client.send(command, options))).TemplateBody;
  } catch (error) {
    if (error instanceof PortError && error.message.endsWith('does not exist')) return undefined;
    throw error;
  }
  try {
    return parse(body ?? '', { logLevel: 'error' }) as unknown;
  } catch (cause) {
    throw new PortError(CALL, 'BadTemplate', `the template of ${stackName} is neither JSON nor YAML`, {
      cause,
    });
  }
}
