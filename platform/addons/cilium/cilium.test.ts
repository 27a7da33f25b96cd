import { expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { cilium } from "./cilium.ts";

const values = (end = "") => cilium.values(addonInput("", end));

it("gives pods addresses from the network that k3s was started with", () => {
  expect(values('[k3s]\ncluster_cidr = "10.50.0.0/16"\n')).toMatchObject({
    ipam: { operator: { clusterPoolIPv4PodCIDRList: ["10.50.0.0/16"] } },
  });
});

it("runs no Hubble unless it is asked to, and then with certificates that no render changes", () => {
  expect(values()).toMatchObject({ hubble: { enabled: false } });
  expect(values("[addons.cilium]\nhubble = true\n")).toMatchObject({
    hubble: { tls: { auto: { method: "cronJob" } } },
  });
});
