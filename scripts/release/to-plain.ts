// A template of osls without what is osls's own: the bucket that it deploys from, and the places of the zips in it. Pure.
import { PackageError } from '../package/bundle-function.ts';

export type Members = Readonly<Record<string, unknown>>;

/** A function's zip by its file name, by the function's name. */
export type ZipNames = Readonly<Record<string, string>>;

/** Resources and outputs alone; the functions' code at `ArtifactBucket`, `ArtifactPrefix`. */
export function toPlain(template: Members, zipNames: ZipNames): Members {
  const { Resources, Outputs } = withoutNoValue(template) as Readonly<Record<string, Members>>;
  const resources = Object.entries(Resources ?? {})
    .filter(([id]) => !id.startsWith('ServerlessDeployment'))
    .map(([id, resource]) => [id, withPlainCode(resource as Members, zipNames)] as const);
  const outputs = Object.entries(Outputs ?? {})
    .filter(([id]) => !id.startsWith('ServerlessDeployment'))
    .map(([id, output]) => [id, withoutMember(output as Members, 'Export')] as const);
  return { Resources: Object.fromEntries(resources), Outputs: Object.fromEntries(outputs) };
}

function withPlainCode(resource: Members, zipNames: ZipNames): Members {
  const properties = resource['Properties'] as Members;
  if (resource['Type'] !== 'AWS::Lambda::Function') return resource;
  const functionName = String(properties['FunctionName']);
  const name = Object.keys(zipNames).find((one) => functionName.endsWith(`-${one}`)) ?? '';
  const zip = zipNames[name];
  if (zip === undefined) throw new PackageError(`There is no zip of ${functionName}`);
  const Code = { S3Bucket: { Ref: 'ArtifactBucket' }, S3Key: { 'Fn::Sub': `\${ArtifactPrefix}${zip}` } };
  return { ...resource, Properties: { ...properties, Code } };
}

/** osls exports its outputs under names of its own; nobody imports them. */
function withoutMember(members: Members, name: string): Members {
  return Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));
}

/**
 * Removes members and items that are `AWS::NoValue`, as CloudFormation does.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export function withoutNoValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isNoValue(one)).map(withoutNoValue);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => !isNoValue(one));
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNoValue(one)]));
}

function isNoValue(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'Ref' in value && value.Ref === 'AWS::NoValue';
}
