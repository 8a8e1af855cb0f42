// Where the data of each target is: kept by cycles, read by whoever asks.
//
//   pk             sk      attributes
//   GROUP#<name>   ROUTE   `route` (JSON text: lib/routing/route-json.ts) and `asOfMs`; where nodes tell their slices. Written
//                          when its content changes
//   GROUP#<name>   STATE   `memory`: that it still holds, and since when; or, told by roles alone, all of it. Written with
//                          every look in any case (state-store.ts), and so are
//                          `listedAs`: by it the index `targets` has the names of all that were looked at
import type { Route } from '../routing/route.ts';

export type KnownRoute =
  | { readonly kind: 'known'; readonly route: Route }
  /** No look at a target of that name has told where its data is. */
  | { readonly kind: 'unknown' }
  /** A sentence that names the item, and what is wrong with it. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Of cycles. Throws `PortError` if the table is missing, denied or does not answer. */
export interface RouteWriter {
  /** `false` where what is kept comes from a later look: nothing is written then. Writing the same twice changes nothing. */
  writeRoute(route: Route): Promise<boolean>;
  /** What was last written; `undefined` for nothing that can be read. */
  readKept(group: string): Promise<Route | undefined>;
}

/** Of whoever asks. Throws `PortError` as above. */
export interface RouteReader {
  readRoute(group: string): Promise<KnownRoute>;
  /** Names of all that were looked at, in order of the names. */
  listRouted(): Promise<readonly string[]>;
}

/** How the items of one kind of target are read together. */
export interface RoutedKind {
  /** What a partition key has before `#<name>`. */
  readonly keyPrefix: string;
  /** `learned`: as it was parsed, of any version; `kept`: what the item ROUTE holds. `undefined`: no look has told. Pure. */
  routeOf(items: {
    readonly group: string;
    readonly learned: unknown;
    readonly kept: Route | undefined;
  }): Route | undefined;
}

export const ROUTE_SORT_KEY = 'ROUTE';

/** More is not kept in one item: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html (400 KB). */
export const ROUTE_TEXT_LENGTH_MAX = 360_000;
