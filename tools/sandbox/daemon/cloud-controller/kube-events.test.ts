import { expect, it } from "vitest";
import { type KubeClient, KubeError } from "../../../kubernetes/kube-client.ts";
import { eventWriter } from "./kube-events.ts";

it("goes on where an event cannot be written, as in a namespace that is ending", async () => {
  const created: string[] = [];
  const kube = {
    create: async (path: string) => {
      created.push(path);
      throw new KubeError(403, "it is being terminated");
    },
  } as unknown as KubeClient;
  const tell = eventWriter("cloud-controller");
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop", uid: "1" },
  };
  await tell(kube, service, "Normal", "DeletingLoadBalancer", "Deleting load balancer");
  await tell(kube, service, "Normal", "DeletingLoadBalancer", "Deleting load balancer");
  expect(created).toEqual(["/api/v1/namespaces/shop/events", "/api/v1/namespaces/shop/events"]);
});
