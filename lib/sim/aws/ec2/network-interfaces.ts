// Network interfaces that outlive their servers, so that an address stays the same whichever server has it: what a data tier's
// tickerplant attaches when it boots (infra/data-plane/tickerplant.yml). The interfaces that servers are launched with are not here.
// EC2's servers are instances.ts. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html

export interface InterfaceSpec {
  readonly interfaceId: string;
  readonly description: string;
  readonly privateIp: string;
  readonly availabilityZone: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One interface; mutable, owned by the world. */
export interface NetworkInterface extends InterfaceSpec {
  /** Absent: no server has it. */
  attachment?: { readonly instanceId: string; readonly atMs: number } | undefined;
}

export interface NetworkInterfaces {
  add(spec: InterfaceSpec): void;
  list(): readonly NetworkInterface[];
  /** A server takes it; whoever had it before has it no more. */
  attach(interfaceId: string, instanceId: string): void;
  /** An instance that ends leaves what it had. */
  detachFrom(instanceId: string): void;
}

export function createNetworkInterfaces(nowMs: () => number): NetworkInterfaces {
  const interfaces = new Map<string, NetworkInterface>();
  return {
    add: (spec) => void interfaces.set(spec.interfaceId, { ...spec }),
    list: () => [...interfaces.values()],
    attach(interfaceId, instanceId) {
      const found = interfaces.get(interfaceId);
      if (!found) throw new Error(`The world has no network interface ${interfaceId}`);
      found.attachment = { instanceId, atMs: nowMs() };
    },
    detachFrom(instanceId) {
      for (const one of interfaces.values())
        if (one.attachment?.instanceId === instanceId) one.attachment = undefined;
    },
  };
}
