import type { MachineStatus } from "../../cloudstack/cloud.ts";
import type { Cluster } from "./cluster.ts";
import type { List, Node } from "./kube-objects.ts";
import type { Controller } from "./start.ts";

const UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized";

/** v1.1.1 gives every node its own name in place of the machine's id. https://github.com/apache/cloudstack-kubernetes-provider/pull/85 */
const PROVIDER_ID = "external-cloudstack";

/**
 * The CCM's node controller as the profile runs it: labels each new Node, gives it its addresses and lifts the `uninitialized`
 * taint. It deletes no Node (docs/decisions/0010-the-ccm-deletes-no-node.md). It knows machines from the daemon and not from
 * the API, so that faults set for Terraform's calls strike Terraform's.
 *
 * @see https://github.com/kubernetes/cloud-provider/blob/v0.24.17/controllers/node/node_controller.go
 */
export function nodeController(zone: string): Controller {
  return {
    name: "node controller",
    round: async ({ kube, machines }) => {
      const { items } = await kube.get<List<Node>>("/api/v1/nodes");
      for (const node of items) {
        const machine = machines.find(({ name }) => name === node.metadata.name);
        if (machine !== undefined && isNew(node)) await initialise(kube, node, machine, zone);
      }
    },
  };
}

const isNew = ({ spec }: Node) => spec.taints?.some(({ key }) => key === UNINITIALIZED) ?? false;

async function initialise(
  kube: Cluster["kube"],
  node: Node,
  machine: MachineStatus,
  zone: string,
): Promise<void> {
  const path = `/api/v1/nodes/${node.metadata.name}`;
  const addresses = [
    { type: "InternalIP", address: machine.privateIp },
    { type: "Hostname", address: machine.name },
  ];
  await kube.patch(`${path}/status`, { status: { addresses } });
  await kube.patch(path, {
    metadata: { labels: cloudLabels(machine.offering, zone) },
    spec: {
      // It cannot be changed once it is set.
      ...(node.spec.providerID === undefined ? { providerID: PROVIDER_ID } : {}),
      taints: node.spec.taints?.filter(({ key }) => key !== UNINITIALIZED),
    },
  });
}

/** Each under its old name, too. The CCM takes the zone for the region. */
function cloudLabels(offering: string, zone: string): Readonly<Record<string, string>> {
  return {
    "beta.kubernetes.io/instance-type": offering,
    "node.kubernetes.io/instance-type": offering,
    "failure-domain.beta.kubernetes.io/zone": zone,
    "topology.kubernetes.io/zone": zone,
    "failure-domain.beta.kubernetes.io/region": zone,
    "topology.kubernetes.io/region": zone,
  };
}
