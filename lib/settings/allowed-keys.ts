// Which keys a settings file may have at a path: for the error on an unknown one.
import type * as z from 'zod';

/**
 * The keys of the object at `path` (`schedules[].`-style indices included), read from the schema itself, so
 * that messages cannot go stale. Empty where the path leads to no object of fixed keys.
 */
export function allowedKeys(schema: z.core.$ZodType, path: string, data: unknown): readonly string[] {
  let current: z.core.$ZodType | undefined = unwrap(schema, data);
  let value = data;
  for (const step of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined;
    const def = current?._zod.def as Def | undefined;
    const next = def?.shape?.[step] ?? def?.element ?? def?.valueType;
    current = next && unwrap(next, value);
  }
  const shape = (current?._zod.def as Def | undefined)?.shape;
  return shape ? Object.keys(shape) : [];
}

/** What is read of zod's own description of a schema: https://zod.dev/packages/core */
interface Def {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
}

/** Without default, optional and the like; of a union, the member that the value's discriminator names. */
function unwrap(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const def = schema._zod.def as Def;
  if (def.innerType) return unwrap(def.innerType, value);
  const { discriminator, options } = def;
  if (discriminator === undefined || options === undefined) return schema;
  const given =
    typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)[discriminator]
      : undefined;
  const member = options.find((option) => {
    const literal = (option._zod.def as Def).shape?.[discriminator];
    return literal !== undefined && (literal._zod.values?.has(given as string) ?? false);
  });
  return member ?? schema;
}
