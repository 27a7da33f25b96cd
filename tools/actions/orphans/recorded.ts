import type { StateRecord, StateResource } from "../stack/state-record.ts";

/** What a state knows of CloudStack. */
export interface Recorded {
  /** Whether there is a state at all: `none` also when it was lost, `empty` after a destroy. */
  readonly state: "none" | "empty" | "present";
  /** Ids of every object that state holds, rules within resources and the source NAT address included. */
  readonly ids: ReadonlySet<string>;
  readonly networkIds: ReadonlySet<string>;
  readonly apiAddressId?: string;
  readonly ingressAddressId?: string;
}

/** Reads the CloudStack objects out of a state, tainted and deposed ones too: Terraform itself takes care of those. */
export function recordedObjects(record: StateRecord | undefined): Recorded {
  const ours = (record?.resources ?? []).filter(({ type }) => type.startsWith("cloudstack_"));
  const addressId = (name: string) =>
    idOf(ours.find((one) => one.type === "cloudstack_ipaddress" && one.name === name));
  const [api, ingress] = [addressId("api-address"), addressId("ingress-address")];
  const networks = ours.filter(({ type }) => type === "cloudstack_network").flatMap((one) => idOf(one) ?? []);
  return {
    state: record === undefined ? "none" : record.resources.length === 0 ? "empty" : "present",
    ids: new Set(ours.flatMap(idsOf)),
    networkIds: new Set(networks),
    ...(api === undefined ? {} : { apiAddressId: api }),
    ...(ingress === undefined ? {} : { ingressAddressId: ingress }),
  };
}

/** A firewall's id is that of its address or network, and each of its rules has an id of its own under `rule[].uuids`. */
function idsOf({ type, values }: StateResource): string[] {
  const found = [values.source_nat_ip_id];
  if (type === "cloudstack_firewall" || type === "cloudstack_egress_firewall") {
    const rules = Array.isArray(values.rule) ? (values.rule as { uuids?: Record<string, unknown> }[]) : [];
    found.push(...rules.flatMap(({ uuids }) => Object.values(uuids ?? {})));
  } else found.push(values.id);
  return found.filter((id): id is string => typeof id === "string" && id !== "");
}

const idOf = (resource: StateResource | undefined) =>
  typeof resource?.values.id === "string" ? resource.values.id : undefined;
