// The state table's name, which every function is told by its environment.

/** Throws if the environment does not name it. */
export function stateTableOf(env: Readonly<Record<string, string | undefined>>): string {
  const tableName = env['SPILLWAY_STATE_TABLE'];
  if (tableName) return tableName;
  throw new Error(
    'The environment variable SPILLWAY_STATE_TABLE is not set: it must name the DynamoDB state table',
  );
}
