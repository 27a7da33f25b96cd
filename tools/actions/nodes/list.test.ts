import { expect, it } from "vitest";
import { formatNodes, listNodes } from "./list.ts";
import {
  changeMachine,
  changeNode,
  haConfig,
  loseMachine,
  node,
  observed,
  silent,
} from "./testing/observed.ts";

const lines = (...text: string[]) => text.join("\n");

it("lists nodes that are well in one table and says no more", () => {
  expect(formatNodes(observed())).toBe(
    lines(
      "NODE    ROLE    NAME            K3S           ADDRESS    MACHINE  HEALTH        NEXT PLAN",
      "cp-1    server  acme-cp-1-g1    v1.36.3+k3s1  10.1.1.11  Running  Ready, voter  nothing",
      "cp-2    server  acme-cp-2-g1    v1.36.3+k3s1  10.1.1.12  Running  Ready, voter  nothing",
      "cp-3    server  acme-cp-3-g1    v1.36.3+k3s1  10.1.1.13  Running  Ready, voter  nothing",
      "apps-1  agent   acme-apps-1-g1  v1.36.3+k3s1  10.1.1.32  Running  Ready         nothing",
      "apps-2  agent   acme-apps-2-g1  v1.36.3+k3s1  10.1.1.33  Running  Ready         nothing",
    ),
  );
});

it("explains under the table what is wrong and what the next plan would do", () => {
  const platform = observed(
    (facts) => {
      changeMachine(facts, "cp-1", { state: "Stopped" });
      changeNode(facts, "cp-1", {
        ready: false,
        troubles: ["NotReady for 3 min: kubelet stopped posting node status"],
      });
      changeNode(facts, "cp-2", { etcd: "learner" });
      changeNode(facts, "apps-1", { schedulable: false });
      changeMachine(facts, "apps-2", { state: "Stopped" });
      facts.nodes.push(node("acme-cp-3-g0", "10.1.1.13", true));
      facts.machines.push({ id: "x", name: "acme-apps-3-g1", state: "Running" });
    },
    haConfig(),
    haConfig({ controlPlane: "generations = { cp-3 = 2 }", apps: 3 }),
  );
  expect(formatNodes(platform)).toBe(
    lines(
      "NODE    ROLE    NAME            K3S           ADDRESS    MACHINE  HEALTH           NEXT PLAN",
      "cp-1    server  acme-cp-1-g1    v1.36.3+k3s1  10.1.1.11  Stopped  NotReady, voter  nothing",
      "cp-2    server  acme-cp-2-g1    v1.36.3+k3s1  10.1.1.12  Running  Ready, learner   nothing",
      "cp-3    server  acme-cp-3-g1    v1.36.3+k3s1  10.1.1.13  Running  Ready, voter     refused",
      "apps-1  agent   acme-apps-1-g1  v1.36.3+k3s1  10.1.1.32  Running  Ready, cordoned  nothing",
      "apps-2  agent   acme-apps-2-g1  v1.36.3+k3s1  10.1.1.33  Stopped  Ready            nothing",
      "apps-3  agent   acme-apps-3-g1  -             10.1.1.34  -        -                create",
      "",
      "cp-1: NotReady for 3 min: kubelet stopped posting node status",
      "cp-3: refused: generation goes from 1 to 2: npx loco nodes replace cp-3",
      "apps-2: its machine is Stopped, which Kubernetes has not noticed yet",
      "A refused plan changes nothing at all, so nothing else is deployed until then.",
      "acme-cp-3-g0: a Node that is Ready and no node of this platform",
      "acme-apps-3-g1: a machine (Running) that is not in state; see npx loco orphans",
    ),
  );
});

it("writes ? for what could not be asked, and says why", () => {
  const platform = observed(
    (facts) => loseMachine(facts, "cp-1"),
    haConfig({ apps: 0 }),
    haConfig({ apps: 1 }),
    {
      machines: silent("no route to host"),
      cluster: silent("https://203.0.113.10:6443 did not answer within 10 s"),
    },
  );
  expect(formatNodes(platform)).toBe(
    lines(
      "NODE    ROLE    NAME            K3S  ADDRESS    MACHINE  HEALTH  NEXT PLAN",
      "cp-1    server  acme-cp-1-g1    ?    10.1.1.11  ?        ?       nothing",
      "cp-2    server  acme-cp-2-g1    ?    10.1.1.12  ?        ?       nothing",
      "cp-3    server  acme-cp-3-g1    ?    10.1.1.13  ?        ?       nothing",
      "apps-1  agent   acme-apps-1-g1  -    10.1.1.32  -        -       create",
      "",
      "Kubernetes unknown: https://203.0.113.10:6443 did not answer within 10 s",
      "machines unknown: no route to host",
    ),
  );
});

it("says gone of a machine that CloudStack does not know, and not joined of a node without Node", () => {
  const [first] = listNodes(
    observed((facts) => {
      loseMachine(facts, "cp-1");
      facts.nodes.splice(0, 1);
    }),
  );
  expect(first).toMatchObject({ machine: "gone", nextPlan: { action: "recreate" } });
  expect(first).not.toHaveProperty("ready");
});

it("stays within 120 columns with the longest names", () => {
  const short = haConfig();
  const pools = short.pools.map((pool) => ({
    ...pool,
    name: "a-pool-named-as-long0",
    count: 250,
    ip_start: "172.16.100.1",
  }));
  const network = { ...short.network, cidr: "172.16.0.0/16" };
  const config = { ...short, name: "a-platform-named-big", network, pools };
  const widths = formatNodes(observed(() => {}, config))
    .split("\n")
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(120);
});
