import { conflicting, invalid } from "./api-error.ts";
import { overlap } from "./ipv4.ts";
import { integer, type Params } from "./parameters.ts";

interface PortRange {
  readonly startPort: number | null;
  readonly endPort: number | null;
}

/** The ports of a firewall rule: one when only the start is given, all (`null`) when neither is. */
export function portRange(params: Params): PortRange {
  const startPort = integer(params, "startport");
  const endPort = integer(params, "endport") ?? startPort;
  for (const port of [startPort, endPort]) {
    if (port !== null && !isPort(port)) throw invalid(`Invalid port number ${port}`);
  }
  if (startPort === null ? endPort !== null : startPort > (endPort ?? 0)) {
    throw invalid(`Start port can't be bigger than end port`);
  }
  return { startPort, endPort };
}

export function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}

/** CloudStack's words for a rule that claims ports of another one. */
export function refuseOverlap(rule: PortRange, other: PortRange & { readonly id: string }): void {
  const [start, end] = [rule.startPort ?? 1, rule.endPort ?? 65535];
  const [otherStart, otherEnd] = [other.startPort ?? 1, other.endPort ?? 65535];
  if (start > otherEnd || otherStart > end) return;
  throw conflicting(
    `The range specified, ${start}-${end}, conflicts with rule ${other.id} which has ${otherStart}-${otherEnd}`,
  );
}

export function anyOverlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => overlap(one, other)));
}
