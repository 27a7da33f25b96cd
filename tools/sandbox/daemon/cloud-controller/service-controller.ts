import { isDeepStrictEqual } from "node:util";
import type { CloudstackClient } from "../../../cloudstack/client.ts";
import { backoff } from "./backoff.ts";
import type { Cluster } from "./cluster.ts";
import { eventWriter } from "./kube-events.ts";
import { type List, type Node, type Service, withFinalizer, withoutFinalizer } from "./kube-objects.ts";
import { shownIngress, takesTraffic } from "./load-balancer.ts";
import { type LoadBalancers, loadBalancers } from "./load-balancer-calls.ts";
import type { Controller } from "./start.ts";

const FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

/** What was done for a Service as it is. */
interface Progress {
  readonly asked: unknown;
  readonly ensured: boolean;
  /** The nodes that its rules were last given. */
  readonly nodes?: readonly string[];
}

/**
 * The CCM's service controller: gives Services of type LoadBalancer their address, rules and firewall, keeps the rules' members
 * up to date, and cleans up before a Service goes. Like it, it forgets everything at a restart and looks at all Services anew.
 *
 * @see https://github.com/kubernetes/cloud-provider/blob/v0.24.17/controllers/service/controller.go
 */
export function serviceController(cloudstack: CloudstackClient): Controller {
  const progress = new Map<string, Progress>();
  const { isDue, failed, forget } = backoff();
  const tell = eventWriter("service-controller");

  async function attempt(
    kube: Cluster["kube"],
    service: Service,
    before: Progress,
    verb: string,
    work: () => Promise<Partial<Progress>>,
  ) {
    const { uid } = service.metadata;
    if (!isDue(uid)) return;
    try {
      progress.set(uid, { ...before, ...(await work()) });
      forget(uid);
    } catch (error) {
      progress.set(uid, before);
      failed(uid);
      const why = error instanceof Error ? error.message : String(error);
      const message = `Error syncing load balancer: failed to ${verb} load balancer: ${why}`;
      await tell(kube, subject(service), "Warning", "SyncLoadBalancerFailed", message);
    }
  }

  async function ensure(
    kube: Cluster["kube"],
    balancers: LoadBalancers,
    service: Service,
    nodes: readonly string[],
  ) {
    const path = pathOf(service);
    if (!service.metadata.finalizers?.includes(FINALIZER)) {
      await kube.patch(path, { metadata: { finalizers: withFinalizer(service.metadata, FINALIZER) } });
    }
    await tell(kube, subject(service), "Normal", "EnsuringLoadBalancer", "Ensuring load balancer");
    const ingress = [shownIngress(service, await balancers.ensure(service, nodes))];
    await kube.patch(`${path}/status`, { status: { loadBalancer: { ingress } } });
    await tell(kube, subject(service), "Normal", "EnsuredLoadBalancer", "Ensured load balancer");
    return { ensured: true };
  }

  async function remove(kube: Cluster["kube"], balancers: LoadBalancers, service: Service) {
    const path = pathOf(service);
    await tell(kube, subject(service), "Normal", "DeletingLoadBalancer", "Deleting load balancer");
    await balancers.remove(service);
    await kube.patch(`${path}/status`, { status: { loadBalancer: { ingress: null } } });
    await tell(kube, subject(service), "Normal", "DeletedLoadBalancer", "Deleted load balancer");
    await kube.patch(path, { metadata: { finalizers: withoutFinalizer(service.metadata, FINALIZER) } });
    return {};
  }

  async function update(
    kube: Cluster["kube"],
    balancers: LoadBalancers,
    service: Service,
    nodes: readonly string[],
  ) {
    if (await balancers.update(service, nodes)) {
      const message = "Updated load balancer with new hosts";
      await tell(kube, subject(service), "Normal", "UpdatedLoadBalancer", message);
    }
    return { nodes };
  }

  return {
    name: "service controller",
    round: async ({ kube, projectId }) => {
      const services = (await kube.get<List<Service>>("/api/v1/services")).items.filter(isOurs);
      for (const uid of progress.keys()) {
        if (services.some(({ metadata }) => metadata.uid === uid)) continue;
        progress.delete(uid);
        forget(uid);
      }
      if (services.length === 0) return;
      const balancers = loadBalancers(cloudstack, projectId);
      const nodes = (await kube.get<List<Node>>("/api/v1/nodes")).items
        .filter(takesTraffic)
        .map(({ metadata }) => metadata.name)
        .sort();
      for (const service of services) {
        const { uid } = service.metadata;
        const asked = askedBy(service);
        const known = progress.get(uid);
        const isKnown = known !== undefined && isDeepStrictEqual(known.asked, asked);
        const before = isKnown ? known : { asked, ensured: false };
        // What has changed is tried at once, however often the Service failed.
        if (!isKnown) forget(uid);
        if (isGoing(service)) {
          await attempt(kube, service, before, "delete", () => remove(kube, balancers, service));
        } else if (!before.ensured) {
          await attempt(kube, service, before, "ensure", () => ensure(kube, balancers, service, nodes));
        } else if (!isDeepStrictEqual(before.nodes, nodes)) {
          await attempt(kube, service, before, "update", () => update(kube, balancers, service, nodes));
        }
      }
    },
  };
}

const isBalanced = ({ spec }: Service) =>
  spec.type === "LoadBalancer" && spec.loadBalancerClass === undefined;

const isOurs = (service: Service) =>
  isBalanced(service) || (service.metadata.finalizers?.includes(FINALIZER) ?? false);

/** Whether its load balancer has to go: it is deleted, or is of another type now. */
const isGoing = (service: Service) =>
  !isBalanced(service) || service.metadata.deletionTimestamp !== undefined;

/** What of a Service its load balancer depends on. */
const askedBy = (service: Service) => [
  isGoing(service),
  service.metadata.annotations ?? {},
  service.spec.ports,
  service.spec.loadBalancerIP,
  service.spec.loadBalancerSourceRanges,
  service.spec.sessionAffinity,
];

const pathOf = ({ metadata }: Service) =>
  `/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}`;

const subject = ({ metadata }: Service) => ({ apiVersion: "v1", kind: "Service", metadata });
