// The options of a script, as `npm run NAME -- --option` gives them. What is used wrongly ends with 2 and one line, no stack.
import { parseArgs, type ParseArgsConfig } from 'node:util';

type Described = NonNullable<ParseArgsConfig['options']>;

type Values<Options extends Described> = ReturnType<typeof parseArgs<{ options: Options }>>['values'];

/** Ends the process where an option is unknown or lacks its value, and says which are allowed. */
export function readOptions<const Options extends Described>(options: Options): Values<Options> {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    if (!isBadArgument(error)) throw error;
    const allowed = Object.entries(options).map(
      ([name, { type }]) => `--${name}${type === 'string' ? ' VALUE' : ''}`,
    );
    return usedWrongly(`${error.message}\nallowed: ${allowed.join(', ')}`);
  }
}

/** Ends the process where an option's value is not allowed: nothing was found, as with 1, since nothing was looked at. */
export function usedWrongly(why: string): never {
  console.error(`error: ${why}`);
  process.exit(2);
}

function isBadArgument(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
