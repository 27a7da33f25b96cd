import { describe, expect, it } from "vitest";
import { serverSans } from "../pki/sans.ts";
import { commandLine } from "../server/component-flags.ts";
import { agentSettings, clusterDns, serverSettings } from "./settings.ts";

const layout = {
  config: "/etc/rancher/k3s/config.yaml",
  kubeconfig: "/etc/rancher/k3s/k3s.yaml",
  nodePassword: "/etc/rancher/node/password",
  data: "/var/lib/rancher/k3s",
  bin: "/opt/sandbox/bin",
};
const node = { "node-ip": ["10.1.0.11"], "node-name": "CP-1-g1", token: "secret" };

describe("serverSettings", () => {
  it("fills in k3s's defaults", () => {
    expect(serverSettings(node, layout)).toMatchObject({
      name: "cp-1-g1",
      ip: "10.1.0.11",
      bindAddress: "0.0.0.0",
      port: 6443,
      apiserverPort: 6444,
      clusterCidr: "10.42.0.0/16",
      serviceCidr: "10.43.0.0/16",
      kubeconfigMode: 0o600,
      externalCloud: false,
    });
  });

  it("sees the external cloud provider in the kubelet's arguments", () => {
    const values = { ...node, "kubelet-arg": ["cloud-provider=external"] };
    expect(serverSettings(values, layout).externalCloud).toBe(true);
  });

  it("notes what all servers must have alike", () => {
    const { critical } = serverSettings(
      { ...node, "disable-kube-proxy": true, disable: ["traefik,servicelb"] },
      layout,
    );
    expect(critical).toMatchObject({
      "disable-kube-proxy": "true",
      "disable=servicelb": "true",
      "cluster-dns": "10.43.0.10",
      "flannel-backend": "vxlan",
    });
  });

  it.each([
    [{ "cluster-cidr": ["10.42.0.0"] }, "invalid cluster-cidr 10.42.0.0"],
    [{ "node-ip": ["fd00::1"] }, "invalid node-ip: fd00::1"],
    [{ disable: ["treafik"] }, "unknown item 'treafik'"],
    [{ "write-kubeconfig-mode": "rw" }, "invalid --write-kubeconfig-mode: rw"],
  ])("refuses %j", (values, message) => {
    expect(() => serverSettings({ ...node, ...values }, layout)).toThrow(message);
  });
});

describe("agentSettings", () => {
  it("needs a token and a server", () => {
    expect(() => agentSettings({ "node-ip": ["10.1.0.20"] }, layout)).toThrow("--token is required");
    expect(() => agentSettings(node, layout)).toThrow("--server is required");
  });
});

describe("serverSans", () => {
  it("names the server by every way to reach it, each once", () => {
    const settings = serverSettings(
      { ...node, "tls-san": ["127.0.77.10,api.example.com", "10.1.0.11"] },
      layout,
    );
    expect(serverSans(settings)).toEqual([
      "127.0.0.1",
      "10.1.0.11",
      "10.43.0.1",
      "localhost",
      "cp-1-g1",
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
      "127.0.77.10",
      "api.example.com",
    ]);
  });
});

it("clusterDns is the tenth address of the service network", () => {
  expect(clusterDns("10.96.0.0/12")).toBe("10.96.0.10");
});

describe("commandLine", () => {
  it("lets an operator's argument take the place of ours, and keeps repeated ones", () => {
    expect(commandLine({ a: "1", profiling: "false" }, ["profiling=true", "b=1", "--b=2"])).toEqual([
      "--a=1",
      "--b=1",
      "--b=2",
      "--profiling=true",
    ]);
  });
});
