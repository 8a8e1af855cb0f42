// CloudFormation: the stack itself, what it consists of as far as the emulator has it, and the template that it was deployed with.
// Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
//   https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
//   https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
import * as z from 'zod';
import { validationError } from '../../../sim/aws/aws-error.ts';
import { ACCOUNT_ID, REGION, stableUuid } from '../../aws-names.ts';
import type { EmulatedStack } from '../../stack/emulated-stack.ts';
import { stackOutputs, stackResources, type StackResource } from '../../stack/stack-resources.ts';
import { text } from '../../wire/params.ts';
import { serviceAction, type ServiceActions } from '../service-action.ts';

const STATUS = 'CREATE_COMPLETE';
const named = z.object({ StackName: text });

export function templateActions(
  stack: EmulatedStack,
  tableName: string | null,
): ServiceActions<'cloudformation'> {
  const { name, template, deployedAtMs } = stack;
  const stackId = `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${name}/${stableUuid(`stack/${name}`)}`;
  const known = {
    StackId: stackId,
    StackName: name,
    StackStatus: STATUS,
    CreationTime: new Date(deployedAtMs),
  };
  /** By its name or its id. */
  const mustBeOurs = (given: string) => {
    if (name === '' || (given !== name && given !== stackId))
      throw validationError(`Stack with id ${given} does not exist`);
  };
  const resourceAnswer = ({ logicalId, physicalId, type }: StackResource) => ({
    ...{ LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type },
    ResourceStatus: STATUS,
  });
  const since = new Date(deployedAtMs);
  const ofStack = { StackName: name, StackId: stackId };

  return {
    DescribeStacks: serviceAction(z.object({ StackName: text.optional() }), ({ StackName }, { endpoint }) => {
      if (StackName !== undefined) mustBeOurs(StackName);
      if (name === '') return { Stacks: [] };
      const Outputs = stackOutputs(stack, { tableName, endpoint }).map(([OutputKey, OutputValue]) => ({
        ...{ OutputKey, OutputValue },
      }));
      const rest = { Parameters: [], Tags: [], Capabilities: ['CAPABILITY_IAM'], DisableRollback: false };
      return { Stacks: [{ ...known, ...rest, Outputs }] };
    }),
    ListStacks: serviceAction(z.object({ StackStatusFilter: z.array(text).optional() }), (given) => {
      const isAsked = name !== '' && (given.StackStatusFilter?.includes(STATUS) ?? true);
      return { StackSummaries: isAsked ? [known] : [] };
    }),
    ListStackResources: serviceAction(named, ({ StackName }) => {
      mustBeOurs(StackName);
      return {
        StackResourceSummaries: stackResources(stack, tableName).map((one) => ({
          ...resourceAnswer(one),
          LastUpdatedTimestamp: since,
        })),
      };
    }),
    DescribeStackResources: serviceAction(named, ({ StackName }) => {
      mustBeOurs(StackName);
      return {
        StackResources: stackResources(stack, tableName).map((one) => ({
          ...{ ...ofStack, ...resourceAnswer(one), Timestamp: since },
        })),
      };
    }),
    DescribeStackResource: serviceAction(
      named.extend({ LogicalResourceId: text }),
      ({ StackName, LogicalResourceId }) => {
        mustBeOurs(StackName);
        const found = stackResources(stack, tableName).find(
          ({ logicalId }) => logicalId === LogicalResourceId,
        );
        if (!found)
          throw validationError(`Resource ${LogicalResourceId} does not exist for stack ${StackName}`);
        return {
          StackResourceDetail: { ...ofStack, ...resourceAnswer(found), LastUpdatedTimestamp: since },
        };
      },
    ),
    GetTemplate: serviceAction(
      named.extend({ TemplateStage: z.enum(['Original', 'Processed']).optional() }),
      ({ StackName }) => {
        if (StackName !== name || template === undefined)
          throw validationError(`Stack with id ${StackName} does not exist`);
        return { TemplateBody: template, StagesAvailable: ['Original', 'Processed'] };
      },
    ),
  };
}
