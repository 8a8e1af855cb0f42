// Options that hold for all clusters or for one: `--daily-gib 400`, `--daily-gib rdb-fx=400 --daily-gib rdb-eq=120`.
import { CommandError } from '../command-error.ts';

export interface NumbersByCluster {
  /** The cluster's own number, else that of all; undefined where neither was given. */
  of(clusterName: string): number | undefined;
  /** @throws CommandError where a number is for a cluster that is not among these. */
  assertKnown(clusterNames: readonly string[]): void;
}

/** @throws CommandError where one is no number above zero. */
export function numbersByCluster(
  option: string,
  given: readonly string[],
  { kind }: { readonly kind: 'number' | 'integer' },
): NumbersByCluster {
  const numbers = new Map<string, number>();
  for (const text of given) {
    const [, name = '', digits = ''] = /^(?:([A-Za-z0-9_-]+)=)?(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    const value = Number(digits);
    if (!(value > 0) || (kind === 'integer' && !Number.isInteger(value)))
      throw new CommandError(
        `${option} is ${JSON.stringify(text)}, allowed is ${kind === 'integer' ? 'a whole number' : 'a number'} above 0, or CLUSTER=NUMBER`,
        { exitStatus: 2 },
      );
    numbers.set(name, value);
  }
  return {
    of: (clusterName) => numbers.get(clusterName) ?? numbers.get(''),
    assertKnown: (clusterNames) => {
      const unknown = [...numbers.keys()].find((name) => name !== '' && !clusterNames.includes(name));
      if (unknown !== undefined)
        throw new CommandError(`${option} names ${unknown}, but the files hold ${clusterNames.join(', ')}`, {
          exitStatus: 2,
        });
    },
  };
}
