import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { AddonInput } from "../addon.ts";
import { addonInput } from "../sample.ts";
import { ruleGroups } from "./rule-groups.ts";
import { vmalert } from "./vmalert.ts";

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly object[];
}

const serverOf = (input: AddonInput) =>
  vmalert.values(input).server as Readonly<Record<string, unknown>> & {
    readonly extraContainers: readonly Container[];
  };

const container = (wanted: string, input = addonInput()) =>
  serverOf(input).extraContainers.find(({ name }) => name === wanted);

describe("vmalert", () => {
  it("evaluates the alerts of the addons that are on", () => {
    const input = addonInput();
    expect(serverOf(input)).toMatchObject({ config: { alerts: { groups: ruleGroups(input.addons) } } });
  });

  it("needs who answers it, who is told, and who remembers", () => {
    expect(vmalert.needs).toEqual(["alertmanager", "vmsingle"]);
    expect(serverOf(addonInput())).toMatchObject({
      datasource: { url: "http://vmsingle.vmsingle:8428" },
      notifier: { url: "http://alertmanager.alertmanager:9093" },
      remoteWrite: { url: "http://vmsingle.vmsingle:8428" },
      remoteRead: { url: "http://vmsingle.vmsingle:8428" },
    });
  });

  it("names runbooks where the platform keeps them, in refusals too", () => {
    const input = addonInput("", '[addons.vmalert]\nrunbooks = "https://wiki.acme.example/runbooks"');
    expect(JSON.stringify(serverOf(input).config)).toContain(
      "https://wiki.acme.example/runbooks/watchdog.md",
    );
    expect(container("checker", input)?.args?.at(-2)).toBe(
      "https://wiki.acme.example/runbooks/alert-rules-refused.md",
    );
  });

  it("runs where apps run, and on servers where there is nothing else", () => {
    const input = addonInput();
    expect(serverOf(input)).not.toHaveProperty("tolerations");
    const apart = {
      ...input,
      config: { ...input.config, control_plane: { ...input.config.control_plane, schedulable: false } },
    };
    expect(serverOf(apart)).toMatchObject({
      tolerations: [
        { key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" },
      ],
    });
  });
});

describe("what stands between app teams' rules and vmalert", () => {
  const [, , script = ""] = container("checker")?.command ?? [];

  it("fetches no address that a ConfigMap gives", () => {
    expect(container("sidecar")?.env).toContainEqual({ name: "HTTP_PROXY", value: "http://127.0.0.1:9" });
    expect(container("sidecar")?.env).toContainEqual({ name: "HTTPS_PROXY", value: "http://127.0.0.1:9" });
  });

  it("checks in vmalert's own environment, which rules may read", () => {
    expect(container("checker")).not.toHaveProperty("env");
    expect(serverOf(addonInput())).not.toHaveProperty("env");
  });

  it("keeps the names of the platform's own alerts", () => {
    const taken = container("checker")?.args?.at(-1)?.split(" ");
    expect(taken).toEqual(expect.arrayContaining(["AlertRulesRefused", "NodeNotReady", "Watchdog"]));
    expect(new Set(taken).size).toBe(taken?.length);
  });

  it("is a script that Kubernetes leaves as it is", () => {
    // https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
    expect(script).not.toMatch(/\$\$|\$\([A-Za-z_][A-Za-z0-9_]*\)/);
  });

  it.skipIf(shellcheck("--version").error)("is a script that shellcheck likes", () => {
    expect(shellcheck("--shell", "sh", "-").stdout).toBe("");
  });

  function shellcheck(...args: readonly string[]) {
    return spawnSync("shellcheck", args, { input: script, encoding: "utf8" });
  }
});
