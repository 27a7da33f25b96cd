import { RandomProvider } from "@cdktf/provider-random/lib/provider/index.js";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider/index.js";
import { TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { createAddons } from "../addons/addon-release.ts";
import { variablesOf } from "../addons/addon-secrets.ts";
import { enabledAddons, hasAddons, inputOf } from "../addons/catalogue.ts";
import { mirrorOf } from "../addons/chart-mirror.ts";
import { createClusterAccess } from "../addons/cluster-access.ts";
import { createGuarded } from "../addons/destroy-guard/guarded.ts";
import { createRemovalGuard } from "../addons/removal-guard.ts";
import { CloudstackProvider } from "../cloudstack/provider.gen.ts";
import { createApiFirewall, createApiLoadBalancer } from "../cluster/api-access.ts";
import { createBirth } from "../cluster/birth.ts";
import { afterGuard, createGuard } from "../cluster/guard.ts";
import { adminAccess, adminKubeconfig, apiEndpoint } from "../cluster/kubeconfig.ts";
import { createNetwork } from "../cluster/network.ts";
import { createUserData } from "../cluster/node-user-data.ts";
import { createAntiAffinity, createNode } from "../cluster/nodes.ts";
import { createPki } from "../cluster/pki.ts";
import { createPlace } from "../cluster/place.ts";
import { projectId } from "../cluster/project.ts";
import { createTokens } from "../cluster/tokens.ts";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { agents, type Node, servers } from "../config/topology.ts";
import { publish } from "../published/publish.ts";
import { publishedPlatform } from "../published/published-platform.ts";
import { createBackend } from "./backend.ts";
import { pinVersions } from "./provider-versions.ts";

/** What a platform stack is made from. */
export interface PlatformStackProps {
  readonly config: PlatformConfig;
  /** The platform's folder: what the file says of folders is seen from there. */
  readonly dir: string;
  /** LOCO_ENV, when it is set. */
  readonly environment: string | undefined;
}

/**
 * The stack `platform`: from nothing to a cluster. Its constructs stand flat in the stack, so that addresses read
 * like `cloudstack_instance.cp-1`; their ids are frozen, because a changed one re-creates infrastructure.
 */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, { config, dir, environment }: PlatformStackProps) {
    super(scope, "platform");
    const addons = enabledAddons(config);
    const guard = createGuard(this, config, variablesOf(addons, config));
    const cloudstack = new CloudstackProvider(this, "cloudstack");
    cloudstack.addOverride("timeout", afterGuard(guard, config.cloudstack.timeout));
    new TlsProvider(this, "tls");
    new RandomProvider(this, "random");

    const network = createNetwork(this, config);
    createPlace(this, config, network.network);
    const pki = createPki(this);
    const facts = { network, pki, tokens: createTokens(this), birth: createBirth(this, config, network) };
    const userData = createUserData(this, config, facts);
    const around = { network, userData, antiAffinity: createAntiAffinity(this, config) };
    const machines = new Map(
      [...servers(config), ...agents(config)].map((node) => [node, createNode(this, config, node, around)]),
    );
    const firewall = createApiFirewall(this, config, network);
    const serverMachines = [...machines]
      .filter(([node]) => node.role === "server")
      .map(([, machine]) => machine);
    const api = createApiLoadBalancer(this, config, network, serverMachines);
    const withAddons = hasAddons(config);
    if (withAddons) {
      const access = adminAccess(network, pki);
      const gate = createClusterAccess(this, access, [firewall, api]);
      createRemovalGuard(this, config, access);
      // After the machines, so that a destroy removes pods while their nodes still answer.
      const project = addons.some(({ secrets }) => secrets !== undefined)
        ? projectId(this, config)
        : undefined;
      const facts = {
        ingressAddress: network.ingressAddress.ipAddress,
        ...(project === undefined ? {} : { projectId: project }),
      };
      const input = { ...inputOf(config, facts), mirror: mirrorOf(config, dir) };
      createAddons(this, input, gate, ...machines.values());
      const published = publishedPlatform(config, facts.ingressAddress);
      const namespace = publish(this, published, [gate, ...machines.values()]);
      // With the addon destroy-guard off, too: that it goes must not look like a destroy to the policies that go after it.
      createGuarded(this, namespace, this.node.children.filter(TerraformResource.isTerraformResource));
    }

    new TerraformOutput(this, "kubeconfig", {
      value: adminKubeconfig(config, network, pki),
      sensitive: true,
    });
    new TerraformOutput(this, "api_endpoint", { value: apiEndpoint(network) });
    new TerraformOutput(this, "ingress_ip", { value: network.ingressAddress.ipAddress });
    new TerraformOutput(this, "nodes", {
      value: Object.fromEntries(
        [...machines].map(([node, { id }]) => [node.slot, { ...describe(node), id }]),
      ),
    });

    new TerraformOutput(this, "agents", { value: agentsLine(config) });

    createBackend(this, config, environment);
    pinVersions(this, config, [
      "cloudstack",
      "random",
      "tls",
      ...(withAddons ? (["helm", "http", "kubernetes", "time"] as const) : []),
    ]);
  }
}

const describe = ({ name, role, ip, generation }: Node) => ({ name, role, ip, generation });

/** Its change is what a plan shows when a pool shrinks, so it says how to drain first. */
const agentsLine = (config: PlatformConfig) => {
  const slots = agents(config).map(({ slot }) => slot);
  return `${slots.join(", ") || "none"} (to take one out, npx loco nodes remove drains it first; a lowered count does not)`;
};
