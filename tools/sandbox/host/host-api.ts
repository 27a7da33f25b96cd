import type { Duplex } from "node:stream";
import type { Dataplane, MachineHost } from "../ports.ts";
import type { NamespaceSupport } from "./namespaces.ts";
import type { HostService } from "./protocol.ts";
import type { Publish } from "./published.ts";

/** How to set up the sandbox's machines. Paths are absolute. */
export interface HostOptions {
  /** Everything that is written goes here: `machines/<id>`, `programs`, `sockets`. */
  readonly runDir: string;
  /** Binaries that machines see under /opt/sandbox/bin; may be filled later. An empty file `node` is put there. */
  readonly binDir: string;
  /** The sandbox's "internet" inside 127.0.0.0/8, such as 127.0.77.0/24; not 127.0.0.0/24 itself. */
  readonly publicRange: string;
  /** TCP services of the host that machines reach under the same address. */
  readonly services: readonly HostService[];
  /** @default {@link defaultPublish} */
  readonly publish?: Publish;
  /** The folder of the project, with `tools/sandbox`. */
  readonly projectDir: string;
  readonly log: (line: string) => void;
}

/** A machine as the host sees it. */
export interface MachineStatus {
  readonly id: string;
  readonly name: string;
  readonly privateIp: string;
  /** `recorded`: deployed, but not booted, because namespaces cannot be had here. */
  readonly state: "running" | "stopped" | "recorded";
  /** Outcome of the latest boot's cloud-init; absent while it runs. */
  readonly cloudInit?: "done" | "degraded";
}

/** The machines of a sandbox and the network between them. */
export interface Host extends MachineHost, Dataplane {
  /** Whether machines really run. */
  readonly support: NamespaceSupport;
  /** Connects to a port of a machine. @throws Error when it refuses or does not answer. */
  connect(privateIp: string, port: number): Promise<Duplex>;
  /** What the machine has printed on its console, over all its boots. */
  console(id: string): Promise<string>;
  /** The file of that console, for following it. */
  consolePath(id: string): string;
  machines(): readonly MachineStatus[];
  /** Stops all machines (their disks stay) and ends every process and namespace. */
  close(): Promise<void>;
}
