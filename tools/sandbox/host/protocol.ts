import type { TrafficPolicy } from "../ports.ts";

/** A TCP service of the host that machines reach under the same loopback address. */
export interface HostService {
  readonly address: string;
  readonly port: number;
}

/** How the router process is set up; its only argument, as JSON. */
export interface RouterSettings {
  /** Folder of the two Unix sockets, {@link routerSocket} and {@link hostSocket}. */
  readonly socketDir: string;
  /** The folder with `machine-boot.sh`, `lib/` and `shims/`. */
  readonly programsDir: string;
  readonly binDir: string;
  /** The host's node binary. */
  readonly node: string;
  readonly publicRange: string;
  readonly services: readonly HostService[];
}

/** The router listens here for {@link StreamHeader} connections of the host. */
export const routerSocket = "router.sock";
/** The host listens here for connections that machines make to its services. */
export const hostSocket = "host.sock";

/**
 * First line of a connection over a Unix socket, as JSON. The router answers with a line of its own, `ok` or
 * `error <why>`, before it carries anything.
 */
export type StreamHeader =
  /** A person's connection to a public address: the router decides. */
  | {
      readonly kind: "public";
      readonly address: string;
      readonly port: number;
      readonly client: string;
      readonly clientPort: number;
    }
  /** A connection of the host's own programs to a machine. */
  | { readonly kind: "private"; readonly address: string; readonly port: number }
  /** A machine's connection to a {@link HostService}. */
  | { readonly kind: "service"; readonly address: string; readonly port: number };

/** What a machine needs to start, once its disk is there. */
export interface MachineStart {
  readonly id: string;
  /** Its folder: `root/`, `usr-local/`, `console.log`. */
  readonly dir: string;
  readonly networkId: string;
  readonly privateIp: string;
  readonly macAddress: string;
}

/** What the host asks of the router. */
export type RouterCall =
  | { readonly kind: "apply"; readonly policy: TrafficPolicy }
  | { readonly kind: "start"; readonly machine: MachineStart }
  | { readonly kind: "stop"; readonly id: string }
  /** Ends the machine at once. */
  | { readonly kind: "kill"; readonly id: string }
  /** Ends the machine at once and deletes its folder. */
  | { readonly kind: "destroy"; readonly id: string; readonly dir: string };

/** Host to router, one per line. */
export interface RouterRequest {
  readonly id: number;
  readonly call: RouterCall;
}

/** What became of a machine. `cloudInit` is absent until its first boot has come to an end. */
export interface MachineEvent {
  readonly id: string;
  readonly state: "running" | "stopped";
  readonly cloudInit?: "done" | "degraded";
}

/** Router to host, one per line. */
export type RouterMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "reply"; readonly id: number; readonly error?: string }
  | { readonly kind: "machine"; readonly event: MachineEvent }
  | { readonly kind: "log"; readonly line: string };
