import { expect, it } from "vitest";
import { memoryKube } from "../../../../test/support/memory-kube.ts";
import { testCloud } from "../../../../test/support/test-cloud.ts";
import { serviceController } from "./service-controller.ts";

const SERVICES = "/api/v1/namespaces/web/services";
const FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

async function cluster(spec: object = {}) {
  const cloud = await testCloud();
  const network = await cloud.network();
  await cloud.machine(network, "apps-1");
  const kube = memoryKube();
  kube.add("/api/v1/nodes", {
    metadata: { name: "apps-1" },
    spec: {},
    status: { conditions: [{ type: "Ready", status: "True" }] },
  });
  const ports = [{ protocol: "TCP", port: 80, nodePort: 30080 }];
  kube.add(SERVICES, {
    metadata: { name: "web", namespace: "web" },
    spec: { type: "LoadBalancer", ports, ...spec },
  });
  const { round } = serviceController(cloud);
  const service = () => kube.objects.get(`${SERVICES}/web`);
  const rules = () => cloud.cloud.overview().addresses.flatMap(({ loadBalancers }) => loadBalancers);
  return {
    ...cloud,
    kube,
    service,
    rules,
    change: (spec: object) => kube.patch(`${SERVICES}/web`, spec),
    round: () => round({ kube, machines: cloud.cloud.machines(), projectId: undefined }),
  };
}

it("holds a Service with a finalizer, shows its address and tells what it does", async () => {
  const { round, service, rules, kube } = await cluster();
  await round();
  expect(service()).toMatchObject({
    metadata: { finalizers: [FINALIZER] },
    status: { loadBalancer: { ingress: [{ ip: expect.stringMatching(/^127\./) }] } },
  });
  expect(rules()).toMatchObject([{ ports: "tcp 80 -> 30080", members: ["apps-1"] }]);
  expect(kube.events()).toEqual([
    "EnsuringLoadBalancer: Ensuring load balancer",
    "EnsuredLoadBalancer: Ensured load balancer",
  ]);
});

it("cleans up after a Service that is deleted, and after one that is no load balancer any longer", async () => {
  for (const leave of ["delete", "change"] as const) {
    const { round, service, rules, kube, change } = await cluster();
    await round();
    await (leave === "delete" ? kube.delete(`${SERVICES}/web`) : change({ spec: { type: "ClusterIP" } }));
    expect(rules()).toHaveLength(1);
    await round();
    expect(rules()).toEqual([]);
    if (leave === "delete") expect(service()).toBeUndefined();
    else expect(service()).toMatchObject({ metadata: { finalizers: [] }, status: { loadBalancer: {} } });
  }
});

it("says why it failed, waits, and tries what has changed at once", async () => {
  const { round, service, change, kube, call } = await cluster({ loadBalancerIP: "192.0.2.1" });
  for (let i = 0; i < 3; i++) await round();
  const failed =
    "SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: could not find IP address 192.0.2.1";
  expect(kube.events()).toEqual(["EnsuringLoadBalancer: Ensuring load balancer", failed]);
  expect([...kube.objects.values()].find(({ reason }) => reason === "SyncLoadBalancerFailed")?.count).toBe(1);
  const { publicipaddress } = await call("listPublicIpAddresses");
  await change({ spec: { loadBalancerIP: publicipaddress[0].ipaddress } });
  await round();
  expect(service()).toMatchObject({
    status: { loadBalancer: { ingress: [{ ip: publicipaddress[0].ipaddress }] } },
  });
});

it("leaves a Service of another kind or of another load balancer alone", async () => {
  for (const spec of [{ type: "ClusterIP" }, { loadBalancerClass: "example.com/other" }]) {
    const { round, service, rules } = await cluster(spec);
    await round();
    expect(service()?.metadata).not.toHaveProperty("finalizers");
    expect(rules()).toEqual([]);
  }
});
