/**
 * What the simulated CloudStack needs from the machine it runs on. The simulator (`cloudstack/`) calls these;
 * the host (`host/`) implements them with namespaces, and tests implement them with memory.
 */

/** A virtual machine as CloudStack deployed it. */
export interface Machine {
  /** CloudStack's UUID. */
  readonly id: string;
  /** CloudStack's name; also the hostname. */
  readonly name: string;
  readonly networkId: string;
  /** IPv4 address inside the network's CIDR. */
  readonly privateIp: string;
  /** MAC address CloudStack gave the NIC. */
  readonly macAddress: string;
  /** The decoded user-data exactly as sent (possibly gzip), or empty. */
  readonly userData: Buffer;
}

/** Runs machines. All calls are idempotent; they resolve when the machine has reached the state. */
export interface MachineHost {
  /** Starts the machine: first boot if its disk is new, a reboot of the same disk otherwise. */
  start(machine: Machine): Promise<void>;
  /** Stops every process of the machine; its disk stays. */
  stop(id: string): Promise<void>;
  /** Ends the machine at once, as a power cut does; its disk stays. */
  kill(id: string): Promise<void>;
  /** Stops the machine and deletes its disk. */
  destroy(id: string): Promise<void>;
}

/** One firewall rule of a public address: who may connect to which ports. */
export interface FirewallRule {
  readonly protocol: "tcp" | "udp" | "icmp";
  /** First and last port, inclusive; absent for icmp. */
  readonly startPort?: number;
  readonly endPort?: number;
  /** IPv4 CIDRs. */
  readonly cidrs: readonly string[];
}

/** One load balancer rule of a public address. */
export interface LoadBalancerRule {
  readonly id: string;
  readonly publicPort: number;
  readonly privatePort: number;
  readonly algorithm: "source" | "roundrobin" | "leastconn";
  /** `tcp-proxy` sends a PROXY protocol v1 header to the member. */
  readonly protocol: "tcp" | "udp" | "tcp-proxy";
  /** IPv4 CIDRs that may use the rule; empty means any. */
  readonly cidrs: readonly string[];
  /** Private addresses of the running members. */
  readonly members: readonly string[];
}

/** A public address and everything that listens on it. */
export interface PublicAddress {
  readonly address: string;
  readonly networkId: string;
  readonly firewall: readonly FirewallRule[];
  readonly loadBalancers: readonly LoadBalancerRule[];
}

/** A guest network. */
export interface GuestNetwork {
  readonly id: string;
  readonly cidr: string;
  readonly gateway: string;
}

/** Everything the data plane must enforce, whole: each call replaces what the one before it said. */
export interface TrafficPolicy {
  readonly networks: readonly GuestNetwork[];
  readonly addresses: readonly PublicAddress[];
}

/** Carries traffic to machines. */
export interface Dataplane {
  /** Resolves when listeners and rules are in force for new connections. */
  apply(policy: TrafficPolicy): Promise<void>;
}
