/** Who owns an object: a project by its id, or, with `null`, the account itself. */
export interface Owned {
  readonly projectId: string | null;
}

export interface Network extends Owned {
  readonly id: string;
  readonly name: string;
  readonly displayText: string;
  readonly offeringId: string;
  readonly cidr: string;
  readonly gateway: string;
  readonly netmask: string;
  /** First and last address that is given out automatically, when the caller limited it. */
  readonly startIp: string | null;
  readonly endIp: string | null;
  readonly domain: string;
  readonly vlan: number;
  /** CloudStack builds a network's router when its first address or machine comes: `Allocated` -> `Implemented`. */
  readonly state: "Allocated" | "Implemented";
  readonly created: string;
}

/** A public IPv4 address while an account or project holds it. */
export interface Address extends Owned {
  readonly id: string;
  readonly address: string;
  readonly networkId: string | null;
  readonly sourceNat: boolean;
  readonly allocated: string;
}

/** A firewall rule of a public address. */
export interface IngressRule {
  readonly id: string;
  readonly addressId: string;
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly startPort: number | null;
  readonly endPort: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  readonly cidrs: readonly string[];
  /** The load balancer rule that opened it (`openfirewall=true`), and with which it goes. */
  readonly openedBy: string | null;
}

export interface EgressRule {
  readonly id: string;
  readonly networkId: string;
  readonly protocol: "tcp" | "udp" | "icmp" | "all";
  readonly startPort: number | null;
  readonly endPort: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  readonly cidrs: readonly string[];
  readonly destinationCidrs: readonly string[];
}

export interface BalancerRule {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly addressId: string;
  readonly networkId: string;
  readonly algorithm: "source" | "roundrobin" | "leastconn";
  readonly protocol: "tcp" | "udp" | "tcp-proxy";
  readonly publicPort: number;
  readonly privatePort: number;
  readonly cidrs: readonly string[];
  /** Ids of the machines behind it, also stopped ones. */
  readonly members: readonly string[];
}

export interface AffinityGroup extends Owned {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
}

export type MachineState =
  | "Starting"
  | "Running"
  | "Stopping"
  | "Stopped"
  | "Destroyed"
  | "Expunging"
  | "Error";

export interface VirtualMachine extends Owned {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly group: string | null;
  readonly state: MachineState;
  readonly networkId: string;
  readonly nicId: string;
  readonly privateIp: string;
  readonly macAddress: string;
  readonly serviceOfferingId: string;
  readonly templateId: string;
  readonly affinityGroupIds: readonly string[];
  readonly keyPairs: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  /** Base64 as CloudStack keeps it, or empty. */
  readonly userData: string;
  /** The host it runs on, or ran on when that host went down. */
  readonly hostId: string | null;
  /** A fault that was asked for: the disk holds nothing that boots. */
  readonly unbootable?: boolean;
  readonly created: string;
  readonly updated: string;
}

export interface Volume extends Owned {
  readonly id: string;
  readonly name: string;
  readonly type: "ROOT" | "DATADISK";
  /** Size in GiB; the API answers in bytes. */
  readonly sizeGiB: number;
  readonly diskOfferingId: string | null;
  readonly machineId: string | null;
  readonly deviceId: number | null;
  readonly attached: string | null;
  readonly state: "Allocated" | "Ready";
  readonly created: string;
}

/** A resource tag, in CloudStack's spelling of the resource type (`UserVm`, `Network`, ...). */
export interface Tag {
  readonly resourceId: string;
  readonly resourceType: string;
  readonly key: string;
  readonly value: string;
  readonly customer: string | null;
}

export interface KeyPair extends Owned {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** An asynchronous job. */
export interface Job {
  readonly id: string;
  readonly command: string;
  readonly method: "GET" | "POST";
  readonly params: Readonly<Record<string, string>>;
  /** The object it makes or works on; empty when it has none. */
  readonly objectId: string;
  /** `applied`: the state has changed and only the traffic rules were still being put in force. */
  readonly status: "pending" | "applied" | "succeeded" | "failed";
  readonly resultCode: number;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly created: string;
  readonly completed: string | null;
  /** The text with which the job has to fail: a fault that was asked for. */
  readonly failure?: string;
}

/**
 * Everything the simulated cloud remembers, as plain JSON. Objects are never changed in place but replaced, so that a
 * change can be prepared on a shallow copy ({@link draftOf}) and thrown away when it fails.
 */
export interface State {
  readonly version: 1;
  /** All ids follow from this text and the counters. */
  readonly seed: string;
  readonly counters: Record<string, number>;
  readonly networks: Record<string, Network>;
  readonly addresses: Record<string, Address>;
  readonly ingressRules: Record<string, IngressRule>;
  readonly egressRules: Record<string, EgressRule>;
  readonly balancerRules: Record<string, BalancerRule>;
  readonly affinityGroups: Record<string, AffinityGroup>;
  readonly machines: Record<string, VirtualMachine>;
  readonly volumes: Record<string, Volume>;
  readonly keyPairs: Record<string, KeyPair>;
  /** Keyed by resource id and key. */
  readonly tags: Record<string, Tag>;
  readonly jobs: Record<string, Job>;
  /** Ids of hosts that a fault keeps down. */
  readonly downHosts: Record<string, true>;
}

/** The collections of {@link State} whose objects have an id that callers send. */
export type Collection = Exclude<keyof State, "version" | "seed" | "counters" | "tags" | "downHosts">;

export function emptyState(seed: string): State {
  return {
    version: 1,
    seed,
    counters: {},
    networks: {},
    addresses: {},
    ingressRules: {},
    egressRules: {},
    balancerRules: {},
    affinityGroups: {},
    machines: {},
    volumes: {},
    keyPairs: {},
    tags: {},
    jobs: {},
    downHosts: {},
  };
}

/** A copy whose collections may be changed without changing `state`. */
export function draftOf(state: State): State {
  return {
    ...state,
    counters: { ...state.counters },
    networks: { ...state.networks },
    addresses: { ...state.addresses },
    ingressRules: { ...state.ingressRules },
    egressRules: { ...state.egressRules },
    balancerRules: { ...state.balancerRules },
    affinityGroups: { ...state.affinityGroups },
    machines: { ...state.machines },
    volumes: { ...state.volumes },
    keyPairs: { ...state.keyPairs },
    tags: { ...state.tags },
    jobs: { ...state.jobs },
    downHosts: { ...state.downHosts },
  };
}

/** The object with this id; use where {@link checkReferences} or the state itself guarantees it. */
export function need<T>(collection: Readonly<Record<string, T>>, id: string | null | undefined): T {
  const found = id === null || id === undefined ? undefined : collection[id];
  if (found === undefined) throw new Error(`the simulator lost track of object '${id}'`);
  return found;
}
