import { describe, expect, it } from "vitest";
import type { AddonInput } from "../addon.ts";
import { addonInput } from "../sample.ts";
import { traefik } from "./traefik.ts";

const AGENTS = '[[pools]]\nname = "apps"\ncount = 2\noffering = "medium"\nip_start = "10.1.1.32"';

const ANNOTATION = "service.beta.kubernetes.io/cloudstack-load-balancer-proxy-protocol";

/** The same platform with servers that take no apps. */
const serversApart = ({ config, ...rest }: AddonInput): AddonInput => ({
  ...rest,
  config: { ...config, control_plane: { ...config.control_plane, schedulable: false } },
});

describe("Traefik's Service", () => {
  it("has the reserved address and lets in whom the platform lets in", () => {
    expect(traefik.values(addonInput('ingress_allowed_cidrs = ["198.51.100.0/24"]'))).toMatchObject({
      service: { spec: { loadBalancerIP: "203.0.113.11", loadBalancerSourceRanges: ["198.51.100.0/24"] } },
    });
  });

  it("waits for who gives it the address", () => {
    expect(traefik.needs).toEqual(["cloudstack-ccm"]);
  });
});

describe("the PROXY protocol", () => {
  it("is on at both ends, from anywhere", () => {
    const proxyProtocol = { insecure: true };
    expect(traefik.values(addonInput())).toMatchObject({
      service: { annotations: { [ANNOTATION]: "true" } },
      ports: { web: { proxyProtocol }, websecure: { proxyProtocol } },
    });
  });

  it("is believed of the addresses that the platform lists", () => {
    const proxyProtocol = { trustedIPs: ["10.1.1.0/24"] };
    expect(traefik.values(addonInput('ingress_proxy_protocol_trusted_ips = ["10.1.1.0/24"]'))).toMatchObject({
      ports: { web: { proxyProtocol }, websecure: { proxyProtocol } },
    });
  });

  it("is off at both ends", () => {
    const { service, ports } = traefik.values(addonInput("ingress_proxy_protocol_enabled = false"));
    expect(service).not.toHaveProperty("annotations");
    expect(ports).not.toHaveProperty("web.proxyProtocol");
    expect(ports).not.toHaveProperty("websecure.proxyProtocol");
  });

  it("changes with the Service's name, because the CCM cannot change a rule's protocol", () => {
    const name = (top: string) =>
      (traefik.values(addonInput(top)).service as { nameOverride?: string }).nameOverride;
    expect(name("")).not.toBe(name("ingress_proxy_protocol_enabled = false"));
  });
});

describe("Traefik's pods", () => {
  it("is one where one node takes apps", () => {
    const values = traefik.values(addonInput());
    expect(values).not.toHaveProperty("deployment");
    expect(values).not.toHaveProperty("podDisruptionBudget");
  });

  it("are two where more do, spread over nodes and drained one at a time", () => {
    expect(traefik.values(serversApart(addonInput("", AGENTS)))).toMatchObject({
      deployment: { replicas: 2 },
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      topologySpreadConstraints: [
        { topologyKey: "kubernetes.io/hostname", matchLabelKeys: ["pod-template-hash"] },
      ],
    });
  });

  it("are as many as the platform says", () => {
    expect(traefik.values(addonInput("", "[addons.traefik]\nreplicas = 3"))).toMatchObject({
      deployment: { replicas: 3 },
    });
  });

  it("keep off the servers, but for a platform without another node", () => {
    expect(traefik.values(serversApart(addonInput("", AGENTS)))).not.toHaveProperty("tolerations");
    expect(traefik.values(serversApart(addonInput()))).toMatchObject({
      tolerations: [
        { key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" },
      ],
    });
  });
});

describe("Traefik's settings", () => {
  it("log requests without their query, or not at all", () => {
    expect(traefik.values(addonInput())).toMatchObject({
      accessLog: { format: "json", fields: { queryParameters: { defaultMode: "drop" } } },
    });
    expect(traefik.values(addonInput("", "[addons.traefik]\naccess_log = false"))).not.toHaveProperty(
      "accessLog",
    );
  });

  it("say how much it logs about itself", () => {
    expect(traefik.values(addonInput("", '[addons.traefik]\nlog_level = "debug"'))).toMatchObject({
      log: { level: "DEBUG" },
    });
  });

  it("give uploads time", () => {
    expect(traefik.values(addonInput("", "[addons.traefik]\nupload_timeout = 90"))).toMatchObject({
      ports: { websecure: { transport: { respondingTimeouts: { readTimeout: "90s" } } } },
    });
  });
});
