import { uuidOf } from "./identity.ts";

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface ServiceOffering extends Named {
  readonly cpus: number;
  readonly memoryMiB: number;
}

/** What is there before anyone calls: the zone and its offerings, the account and its project. */
export interface Place {
  readonly zone: Named;
  readonly networkOffering: Named;
  readonly serviceOfferings: readonly ServiceOffering[];
  /** Where machines run; ordinary accounts see nothing of them. */
  readonly hosts: readonly Named[];
  /** Its size is chosen at creation, as the CSI driver needs. */
  readonly diskOffering: Named;
  readonly template: Named & { readonly sizeGiB: number };
  readonly domain: Named;
  readonly account: Named;
  readonly user: Named;
  readonly projects: readonly Named[];
  readonly publicNetworkId: string;
  readonly physicalNetworkId: string;
  readonly osType: Named;
  readonly created: string;
  readonly credentials: { readonly apiKey: string; readonly secretKey: string };
  /** First and last public address, inclusive. */
  readonly publicRange: readonly [string, string];
}

/** The sandbox's zone. Ids follow from the seed alone, so they are the same in every run. */
export function sandboxPlace(
  seed: string,
  credentials: Place["credentials"],
  publicRange: Place["publicRange"],
): Place {
  const named = (kind: string, name: string): Named => ({
    id: uuidOf(`${seed}/place/${kind}/${name}`),
    name,
  });
  const size = (name: string, cpus: number, memoryMiB: number) => ({
    ...named("serviceoffering", name),
    cpus,
    memoryMiB,
  });
  return {
    zone: named("zone", "sandbox"),
    networkOffering: named("networkoffering", "DefaultIsolatedNetworkOfferingWithSourceNatService"),
    serviceOfferings: [size("small", 1, 2048), size("medium", 2, 4096), size("large", 4, 8192)],
    hosts: [1, 2, 3, 4, 5, 6].map((number) => named("host", `host-${number}`)),
    diskOffering: named("diskoffering", "Custom"),
    template: { ...named("template", "Ubuntu 24.04"), sizeGiB: 10 },
    domain: named("domain", "ROOT"),
    account: named("account", "sandbox"),
    user: named("user", "sandbox"),
    projects: [named("project", "platform-team")],
    publicNetworkId: named("network", "public").id,
    physicalNetworkId: named("network", "physical").id,
    osType: named("ostype", "Ubuntu 24.04 LTS"),
    created: "2026-01-01T00:00:00+0000",
    credentials,
    publicRange,
  };
}
