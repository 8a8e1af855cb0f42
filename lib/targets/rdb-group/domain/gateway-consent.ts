// Whether a group of gateways wants to be told where another group's data is. It says so itself: were the other group's tag
// enough, who may tag one group could have us connect to any instance of the account.
import { namesGroup } from './secret-owners.ts';

/** Tag of a group of gateways: of which groups they are; names separated by spaces or commas, `*` for any text. */
export const GATEWAY_FOR_TAG = 'spillway:gateway-for';

/** Pure. */
export function isGatewayFor(groupName: string, tags: Readonly<Record<string, string>>): boolean {
  return Object.hasOwn(tags, GATEWAY_FOR_TAG) && namesGroup(tags[GATEWAY_FOR_TAG] ?? '', groupName);
}
