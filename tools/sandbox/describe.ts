import { table } from "../console/table.ts";
import type { DaemonStatus } from "./daemon/control.ts";

/** The sandbox's state as tables: machines, public addresses with what listens on them, volumes of apps. */
export function describeSandbox(status: DaemonStatus): string {
  const boots = new Map(
    status.machines.map(({ id, state, cloudInit }) => [
      id,
      cloudInit === undefined ? state : `${state}, cloud-init ${cloudInit}`,
    ]),
  );
  const machines = status.cloud.machines.map(({ id, name, state, privateIp, offering, host, unbootable }) => [
    name,
    privateIp,
    offering,
    host ?? "",
    state,
    unbootable ? "boots nothing" : (boots.get(id) ?? ""),
  ]);
  const down = status.cloud.hosts.filter((host) => host.state === "down");
  const addresses = status.cloud.addresses.flatMap(({ address, sourceNat, firewall, loadBalancers }) => {
    const use = sourceNat ? "source NAT" : "";
    const rules = [
      ...loadBalancers.map(({ name, ports, members }) => `${name} ${ports} [${members.join(", ")}]`),
      ...firewall.map((rule) => `allow ${rule}`),
    ];
    return rules.length === 0 ? [[address, use]] : rules.map((rule, i) => [i === 0 ? address : "", rule]);
  });
  const volumes = status.cloud.volumes
    .filter(({ type }) => type === "DATADISK")
    .map(({ name, sizeGiB, machine }) => [name, `${sizeGiB} GiB`, machine ?? "on no machine"]);
  return [
    `CloudStack  ${status.api}  zone ${status.cloud.zone}`,
    ...status.cloud.networks.map(({ name, cidr }) => `network     ${name} ${cidr}`),
    ...down.map(({ name }) => `host        ${name} is down`),
    "",
    table(["MACHINE", "ADDRESS", "OFFERING", "HOST", "STATE", "HERE"], machines),
    "",
    table(["PUBLIC", "WHAT"], addresses),
    ...(volumes.length === 0 ? [] : ["", table(["VOLUME", "SIZE", "MACHINE"], volumes)]),
  ].join("\n");
}
