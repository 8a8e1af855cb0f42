// The values that FinSpace admitted, as its API reference publishes them
// (https://docs.aws.amazon.com/finspace/latest/management-api/API_CreateKxCluster.html and the types it names; the same in
// botocore's finspace/2021-03-12/service-2.json). A value beyond them never came from FinSpace, so nothing is made of it.
import * as z from 'zod';

const text = (pattern: RegExp, lengthMax: number) => z.string().min(1).max(lengthMax).regex(pattern);

/** Numbers as such, or as digits: saved requests have both. */
const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);

export const anything = z.union([z.string(), z.number(), z.boolean()]);
export const count = numeric.pipe(z.number().int().min(1).max(10_000));
/** MemoryMib: the shape of both memories of a cluster on a scaling group; the pages name no unit. */
export const memoryMib = numeric.pipe(z.number().int().min(6));
export const gib = numeric.pipe(z.number().int().min(1).max(1_000_000));
/** KxSavedownStorageSize. */
export const savedownGib = numeric.pipe(z.number().int().min(10).max(16_000));
export const percent = numeric.pipe(z.number().min(1).max(100));
export const seconds = numeric.pipe(z.number().min(0).max(100_000));
export const cpu = numeric.pipe(z.number().min(0.1));
export const flag = z.boolean();

/** Names of clusters, databases, dataviews, volumes and scaling groups. */
export const name = text(/^[a-zA-Z0-9][a-zA-Z0-9_-]*[a-zA-Z0-9]$/, 63);
export const description = text(/^[a-zA-Z0-9_\-.\s]+$/, 1_000);
export const label = text(/^[a-zA-Z0-9._-]+$/, 32);
export const vpcId = text(/^vpc-([a-z0-9]{8}|[a-z0-9]{17})$/, 1_024);
export const subnetId = text(/^subnet-([a-z0-9]{8}|[a-z0-9]{17})$/, 1_024);
export const securityGroupId = text(/^sg-([a-z0-9]{8}|[a-z0-9]{17})$/, 1_024);
export const region = text(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 32);
export const zoneId = text(/^[a-zA-Z0-9-]+$/, 12);
export const bucket = text(/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/, 255);
export const s3Key = text(/^[a-zA-Z0-9/!\-_.*'()]+$/, 1_024);
/** S3 says no more of a version than that it is text; blanks and controls are in none. */
export const s3Version = text(/^[\x21-\x7e]+$/, 1_000);
export const script = text(/^[a-zA-Z0-9_\-./\\]+$/, 255);
/** The published pattern without its end lets anything follow; what it names is meant. */
export const argumentName = text(/^(?![Aa][Ww][Ss])(s|[a-zA-Z][a-zA-Z0-9_]+)$|^AWS_ZIP_DEFAULT$/, 1_024);
export const argumentValue = text(/^[a-zA-Z0-9_:./,; ]+$/, 1_024);
export const role = text(/^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w\-/.@+=,]{1,1017}$/, 1_024);
export const dbPath = z.string().min(1).max(1_025);
/** TagValue: the published range from + to = has some signs between that no stack's tag may have (identity.ts). */
export const tagValue = text(/^[a-zA-Z0-9+-=._:@ ]+$/, 256);
export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) => z.enum(values);
