// Faults, as data: scripted by time, drawn from a seed, or both. world.ts makes them happen.
import { MINUTE_MS } from '../core/units.ts';
import type { Random } from './random.ts';

/** A stretch of time, ms since the epoch; the end is not included. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Whom a fault strikes: all groups or one, all nodes or one (by id, or by launch number from 1). */
export interface Victims {
  readonly groupName?: string;
  readonly instanceId?: string;
  readonly launchNumber?: number;
}

/** The first that is so, or one by its id. */
export type VictimNode = 'live' | 'queued' | 'rolled' | 'flushed' | { readonly instanceId: string };

export type Fault =
  /** EC2 has no capacity: launches fail, and are tried again by Auto Scaling. */
  | (Span & Pick<Victims, 'groupName'> & { readonly kind: 'no-capacity' })
  /** Nodes publish nothing; what they do goes on. */
  | (Span & Victims & { readonly kind: 'metrics-stop' })
  /** What nodes publish arrives that much later. */
  | (Span & Victims & { readonly kind: 'metrics-late'; readonly delayMs: number })
  /** What nodes publish cannot be true, or not yet. `claims-live`: they say that they are live, whoever is. */
  | (Span & Victims & { readonly kind: 'metrics-odd'; readonly odd: 'nan' | 'negative' | 'claims-live' })
  /** Nodes whose clocks run ahead: their samples bear a time that has not come. */
  | (Span & Victims & { readonly kind: 'metrics-ahead'; readonly aheadMs: number })
  /** These metrics are left out, the others are published. */
  | (Span & Victims & { readonly kind: 'metrics-missing'; readonly names: readonly string[] })
  /** They say that they hold no rows, whatever they hold. */
  | (Span & Victims & { readonly kind: 'lies' })
  /** The instance boots, its RDB never starts: it neither subscribes nor reports. */
  | (Partial<Span> & Victims & { readonly kind: 'never-reports' })
  /** The RDB is not flushed at the end of day. */
  | (Partial<Span> & Victims & { readonly kind: 'never-empties' })
  | (Partial<Span> & Victims & { readonly kind: 'slow-boot'; readonly extraMs: number })
  /** It stays `Pending`, neither failing nor in service. */
  | (Partial<Span> & Victims & { readonly kind: 'stays-pending' })
  /** The instance fails: the live one, the first in the queue, the first rolled one, or one by id. */
  | {
      readonly kind: 'node-dies';
      readonly groupName: string;
      readonly node: VictimNode;
      readonly atMs: number;
    }
  /** Its RDB's process ends and starts again after `downMs`: a rolled one reads its log back, others rejoin the queue. */
  | {
      readonly kind: 'node-restarts';
      readonly groupName: string;
      readonly node: VictimNode;
      readonly downMs: number;
      readonly atMs: number;
    }
  /** The live RDB unsubscribes, full or not. */
  | { readonly kind: 'roll'; readonly groupName: string; readonly atMs: number };

/** Ends a fault that lasts, before its time or for good; nothing, if it is over or was of a moment. */
export type EndFault = () => void;

export interface FaultScript {
  add(fault: Fault): EndFault;
  /** The first standing fault of that kind which strikes this node at that moment. */
  find<K extends Fault['kind']>(
    kind: K,
    node: StruckNode,
    atMs: number,
  ): Extract<Fault, { kind: K }> | undefined;
}

export interface StruckNode {
  readonly groupName: string;
  readonly instanceId?: string;
  readonly launchNumber?: number;
}

export function createFaultScript(): FaultScript {
  const faultsOfKind = new Map<Fault['kind'], Fault[]>();
  return {
    add(fault) {
      const ofKind = () => faultsOfKind.get(fault.kind) ?? [];
      faultsOfKind.set(fault.kind, [...ofKind(), fault]);
      return () =>
        void faultsOfKind.set(
          fault.kind,
          ofKind().filter((one) => one !== fault),
        );
    },
    find(kind, node, atMs) {
      const found = faultsOfKind.get(kind)?.find((fault) => strikes(fault, node) && isWithin(fault, atMs));
      return found as Extract<Fault, { kind: typeof kind }> | undefined;
    },
  };
}

function strikes(fault: Fault, node: StruckNode): boolean {
  const victims: Victims = fault;
  return (
    (victims.groupName === undefined || victims.groupName === node.groupName) &&
    (victims.instanceId === undefined || victims.instanceId === node.instanceId) &&
    (victims.launchNumber === undefined || victims.launchNumber === node.launchNumber)
  );
}

function isWithin(fault: Fault, atMs: number): boolean {
  const span: Partial<Span> = 'atMs' in fault ? {} : fault;
  const { fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = span;
  return atMs >= fromMs && atMs < untilMs;
}

/** A handful of faults scattered over a stretch of time, the same for the same seed. */
export function drawFaults(random: Random, given: Span & { groupName: string; count: number }): Fault[] {
  return Array.from({ length: given.count }, () => drawFault(random, given));
}

function drawFault(random: Random, { groupName, fromMs, untilMs }: Span & { groupName: string }): Fault {
  const atMs = random.integer({ min: fromMs, max: untilMs });
  const span = { fromMs: atMs, untilMs: atMs + random.integer({ min: 1, max: 30 }) * MINUTE_MS };
  const launchNumber = random.integer({ min: 1, max: 8 });
  const kinds: readonly Fault[] = [
    { kind: 'no-capacity', groupName, ...span },
    { kind: 'metrics-stop', groupName, ...span },
    { kind: 'metrics-stop', groupName, launchNumber, ...span },
    { kind: 'metrics-late', groupName, ...span, delayMs: random.integer({ min: 1, max: 3 }) * MINUTE_MS },
    { kind: 'never-reports', groupName, launchNumber },
    { kind: 'never-empties', groupName, launchNumber },
    { kind: 'slow-boot', groupName, launchNumber, extraMs: random.integer({ min: 1, max: 10 }) * MINUTE_MS },
    { kind: 'node-dies', groupName, node: random.next() < 0.5 ? 'live' : 'queued', atMs },
    { kind: 'roll', groupName, atMs },
  ];
  const drawn = kinds[random.integer({ min: 0, max: kinds.length - 1 })];
  if (!drawn) throw new Error('No fault was drawn');
  return drawn;
}
