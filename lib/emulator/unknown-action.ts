// What the emulator says of an action that it does not know. Whoever tries it is to see that it is the emulator that does not
// know it, and what it knows in its place.
import { ACTION_ROWS, ACTION_TABLE, type ServiceName } from './action-table.ts';

/** `said` is AWS's own sentence, where it has one; without a service it was not even seen which is meant. */
export function unknownActionText(
  action: string,
  { service, said }: { readonly service?: ServiceName | undefined; readonly said?: string } = {},
): string {
  const known = service
    ? `Of ${service} it knows ${actionsOf(service).join(', ')}`
    : `It knows the services ${Object.keys(ACTION_TABLE).join(', ')}`;
  const sentence = `The emulator does not know ${action || 'a call without an action'}. ${known}; docs/emulator.md has more.`;
  return said === undefined ? sentence : `${said} ${sentence}`;
}

function actionsOf(service: ServiceName): readonly string[] {
  return ACTION_ROWS.flatMap((row) => (row.service === service ? [row.action] : []));
}
