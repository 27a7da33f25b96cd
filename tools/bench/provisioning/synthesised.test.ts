import { describe, expect, it } from "vitest";
import { provisionersOf, resourcesOf, type SynthesisedStack } from "./synthesised.ts";

const stack: SynthesisedStack = {
  locals: {
    "user-data-a": "${jsonencode(local.files)}",
    files: ["${tls_private_key.ca.private_key_pem}", "${local.files}"],
  },
  resource: {
    tls_private_key: { ca: { algorithm: "RSA" } },
    cloudstack_network: { network: { name: "n" } },
    cloudstack_instance: {
      a: {
        depends_on: ["cloudstack_network.network"],
        user_data: "${local.user-data-a}",
        provisioner: [{ "local-exec": {} }, { "remote-exec": {} }],
      },
      b: {
        network_id: "${cloudstack_network.network.id}",
        display_name: "see local.nothing and app.kubernetes.io",
      },
    },
  },
};

describe("resourcesOf", () => {
  const needs = Object.fromEntries(
    resourcesOf(stack).map(({ address, needs }) => [address, [...needs].sort()]),
  );

  it("finds references in attributes and in depends_on", () => {
    expect(needs["cloudstack_instance.b"]).toEqual(["cloudstack_network.network"]);
    expect(needs["cloudstack_instance.a"]).toContain("cloudstack_network.network");
  });

  it("follows locals to the resources behind them", () => {
    expect(needs["cloudstack_instance.a"]).toContain("tls_private_key.ca");
  });

  it("takes only what exists for a reference", () => {
    expect(needs["cloudstack_instance.b"]).toHaveLength(1);
    expect(needs["tls_private_key.ca"]).toEqual([]);
  });
});

describe("provisionersOf", () => {
  it("counts provisioners of all resources", () => {
    expect(provisionersOf(stack)).toBe(2);
    expect(provisionersOf({})).toBe(0);
  });
});
