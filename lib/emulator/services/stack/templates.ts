// CloudFormation: the template that the stack was deployed with.
// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
import * as z from 'zod';
import { validationError } from '../../../sim/aws/aws-error.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import { text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

export function templateActions({
  name,
  template,
}: Pick<EmulatedStack, 'name' | 'template'>): ServiceActions<'cloudformation'> {
  return {
    GetTemplate: serviceAction(
      z.object({ StackName: text, TemplateStage: z.enum(['Original', 'Processed']).optional() }),
      ({ StackName }) => {
        if (StackName !== name || template === undefined)
          throw validationError(`Stack with id ${StackName} does not exist`);
        return { TemplateBody: template, StagesAvailable: ['Original', 'Processed'] };
      },
    ),
  };
}
