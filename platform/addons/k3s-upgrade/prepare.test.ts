import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = readFileSync(new URL("../../../charts/k3s-upgrade/files/prepare.sh", import.meta.url), "utf8");
const NODE = "acme-cp-1-g1";
const TAINT = "node-role.kubernetes.io/control-plane";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "prepare-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function program(name: string, text: string): void {
  writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(dir, name), 0o755);
}

interface Case {
  readonly from: string;
  readonly to: string;
  readonly role?: "servers" | "agents";
  /** As kubectl prints them: name, ready, cordoned, taints. */
  readonly nodes?: readonly string[];
  /** What `kubectl get nodes` says at first, in rounds of waiting. */
  readonly before?: readonly string[];
  readonly drain?: "fails";
}

/** Runs the script of a Job with programs that only note what they were told. */
function prepare({ from, to, role = "servers", nodes = [], before, drain }: Case) {
  const note = `echo "\${0##*/} $*" >>${dir}/calls`;
  program("old", `echo "k3s version ${from} (0123abcd)"`);
  writeFileSync(join(dir, "nodes"), `${(before ?? nodes).join("\n")}\n`);
  writeFileSync(join(dir, "nodes-then"), `${nodes.join("\n")}\n`);
  program(
    "new",
    `case "$*" in
--version) echo "k3s version ${to} (0123abcd)" ;;
*"get nodes"*) cat ${dir}/nodes ;;
*drain*) ${note}; exit ${drain === "fails" ? 1 : 0} ;;
*) ${note} ;;
esac`,
  );
  program("upgrade.sh", note);
  program("sleep", `mv ${dir}/nodes-then ${dir}/nodes`);
  const text = SCRIPT.replaceAll("/host/usr/local/bin/k3s", join(dir, "old"))
    .replaceAll("/opt/k3s", join(dir, "new"))
    .replaceAll("/bin/upgrade.sh", join(dir, "upgrade.sh"));
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", text, "prepare", role, "15m"], {
    encoding: "utf8",
    env: { PATH: `${dir}:${process.env.PATH}`, SYSTEM_UPGRADE_NODE_NAME: NODE },
    timeout: 10_000,
  });
  let calls = "";
  try {
    calls = readFileSync(join(dir, "calls"), "utf8");
  } catch {}
  return { status, said: stdout + stderr, calls };
}

const server = (number: number, ready = "True") => `acme-cp-${number}-g1 ${ready} <none> ${TAINT}`;
const HEALTHY = [server(1), server(2), server(3), "acme-apps-1-g1 True <none> <none>"];
const DRAIN = `new kubectl drain ${NODE} --ignore-daemonsets --delete-emptydir-data --timeout 15m --pod-selector !upgrade.cattle.io/controller\n`;

describe("what is done to a node before k3s is upgraded", () => {
  it("is nothing for a patch: pods keep running while k3s restarts", () => {
    expect(prepare({ from: "v1.36.2+k3s1", to: "v1.36.3+k3s1", nodes: HEALTHY })).toEqual({
      status: 0,
      said: "",
      calls: "",
    });
  });

  it("is nothing where the version is there already, as on a new node", () => {
    const { status, calls } = prepare({ from: "v1.36.3+k3s1", to: "v1.36.3+k3s1" });
    expect({ status, calls }).toEqual({ status: 0, calls: "" });
  });

  it("is a drain by eviction for a new minor version", () => {
    const { status, calls } = prepare({ from: "v1.36.9+k3s1", to: "v1.37.0+k3s1", nodes: HEALTHY });
    expect({ status, calls }).toEqual({ status: 0, calls: DRAIN });
  });

  it.each([
    ["there is no other node", [`${NODE} True <none> <none>`]],
    ["the other node is cordoned", [`${NODE} True <none> <none>`, "acme-apps-1-g1 True true <none>"]],
    ["the other node is not ready", [`${NODE} True <none> <none>`, "acme-apps-1-g1 Unknown <none> <none>"]],
    ["the other node has a taint", [`${NODE} True <none> <none>`, "acme-db-1-g1 True <none> dedicated"]],
  ])("is no drain when %s: the pods could only wait", (_, nodes) => {
    const { status, calls } = prepare({
      from: "v1.36.9+k3s1",
      to: "v1.37.0+k3s1",
      role: "agents",
      nodes,
    });
    expect({ status, calls }).toEqual({ status: 0, calls: "upgrade.sh prepare k3s-servers\n" });
  });

  it("waits for the servers before an agent is drained", () => {
    const { calls } = prepare({ from: "v1.36.9+k3s1", to: "v1.37.0+k3s1", role: "agents", nodes: HEALTHY });
    expect(calls).toBe(`upgrade.sh prepare k3s-servers\n${DRAIN}`);
  });

  it("waits for other servers that are away", () => {
    const away = [server(1), server(2, "Unknown"), server(3)];
    const result = prepare({ from: "v1.36.2+k3s1", to: "v1.36.3+k3s1", nodes: HEALTHY, before: away });
    expect(result).toEqual({
      status: 0,
      said: "loco: waiting for the other servers to be ready\n",
      calls: "",
    });
  });

  it("gives the node back when it cannot be drained", () => {
    const result = prepare({ from: "v1.36.9+k3s1", to: "v1.37.0+k3s1", nodes: HEALTHY, drain: "fails" });
    expect(result.status).toBe(1);
    expect(result.calls).toBe(`${DRAIN}new kubectl uncordon ${NODE}\n`);
    expect(result.said).toContain("was not drained within 15m");
  });
});

describe("what is refused before anything is done to a node", () => {
  it.each([
    ["v1.37.0+k3s1", "v1.36.3+k3s1", "refused to go down from v1.37.0+k3s1 to v1.36.3+k3s1"],
    ["v1.36.3+k3s2", "v1.36.3+k3s1", "refused to go down from v1.36.3+k3s2 to v1.36.3+k3s1"],
    ["v1.36.10+k3s1", "v1.36.9+k3s1", "refused to go down"],
    ["v1.35.6+k3s1", "v1.37.0+k3s1", "refused to skip a minor version"],
    ["v1.35.6+k3s1", "v1.37.0+k3s1", "go to v1.36 first"],
  ])("from %s to %s", (from, to, words) => {
    const { status, said, calls } = prepare({ from, to, nodes: HEALTHY });
    expect(status).toBe(1);
    expect(said).toContain(words);
    expect(said).toContain(`Nothing was done to ${NODE}`);
    expect(calls).toBe("");
  });
});
