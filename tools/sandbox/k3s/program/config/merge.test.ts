import { describe, expect, it } from "vitest";
import { flags } from "./flags.ts";
import { mergeConfig } from "./merge.ts";

const file = (content: unknown, name = "config.yaml") => ({ file: name, content });

describe("mergeConfig", () => {
  it("lets a later file override an earlier one and append to it with a plus", () => {
    const merged = mergeConfig(
      "server",
      {},
      [
        file({ token: "first", "node-label": ["a=1"], "tls-san": ["x"] }),
        file({ token: "second", "node-label+": ["b=2"], "tls-san": "y" }, "10.yaml"),
      ],
      [],
    );
    expect(merged).toEqual({ token: "second", "node-label": ["a=1", "b=2"], "tls-san": ["y"] });
  });

  it("puts the command line over files, and files over the environment", () => {
    const env = { K3S_TOKEN: "from-env", K3S_NODE_NAME: "from-env", K3S_URL: "https://from-env:6443" };
    const merged = mergeConfig(
      "agent",
      env,
      [file({ token: "from-file", "node-name": "from-file", "node-label": ["from=file"] })],
      ["--token=from-args", "--node-label", "from=args", "--node-label", "second=args", "--debug"],
    );
    expect(merged).toEqual({
      token: "from-args",
      "node-name": "from-file",
      server: "https://from-env:6443",
      "node-label": ["from=args", "second=args"],
      debug: true,
    });
  });

  it("stops at a key that k3s does not have, naming file and key", () => {
    expect(() => mergeConfig("server", {}, [file({ "tls-sans": [] })], [])).toThrow(
      "config.yaml: unknown key 'tls-sans': k3s server has no such flag",
    );
  });

  it("stops at a server's key on an agent", () => {
    expect(() => mergeConfig("agent", {}, [file({ "cluster-init": true })], [])).toThrow(
      "key 'cluster-init' is for k3s server only, but this is k3s agent",
    );
  });

  it("ignores the environment of a flag that the command does not have", () => {
    expect(mergeConfig("agent", { K3S_AGENT_TOKEN: "x" }, [], [])).toEqual({});
  });

  it.each([
    [{ "secrets-encryption": "yes" }, "true or false"],
    [{ "lb-server-port": "many" }, "a whole number"],
    [{ token: ["a"] }, "a string"],
    [{ "node-label": [{ a: 1 }] }, "a list of strings"],
  ])("stops at a value of the wrong kind: %j", (content, expected) => {
    expect(() => mergeConfig("server", {}, [file(content)], [])).toThrow(`${expected} is expected`);
  });

  it("stops at a flag without its value and at a word that is no flag", () => {
    expect(() => mergeConfig("agent", {}, [], ["--token"])).toThrow("flag needs an argument: --token");
    expect(() => mergeConfig("agent", {}, [], ["start"])).toThrow("unexpected argument 'start'");
  });
});

describe("flags", () => {
  it("knows the flags that our nodes are configured with, for the right command", () => {
    const scope = (name: string) => flags.get(name)?.scope;
    expect(scope("kubelet-arg")).toBe("both");
    expect(scope("flannel-backend")).toBe("server");
    expect(scope("secrets-encryption")).toBe("server");
    expect(scope("disable-apiserver-lb")).toBe("agent");
    expect(flags.get("disable")?.kind).toBe("list");
  });
});
