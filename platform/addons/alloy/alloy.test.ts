import { describe, expect, it } from "vitest";
import { addonInput } from "../sample.ts";
import { alloy } from "./alloy.ts";
import { alloyConfig } from "./alloy-config.ts";

/** The rules that make a label, as lines. */
function rulesFor(label: string, text = alloyConfig("7d")): readonly (readonly string[])[] {
  return [...text.matchAll(/rule \{([^}]+)\}/g)]
    .map(([, body = ""]) => body.trim().split(/\n\s*/))
    .filter((lines) => lines.some((line) => line.startsWith("target_label") && line.includes(`"${label}"`)))
    .map((lines) => lines.filter((line) => !line.startsWith("target_label")));
}

const labels = [...alloyConfig("7d").matchAll(/target_label += "([a-z]+)"/g)].map(([, label]) => label);

describe("what Alloy says of a line", () => {
  it("is little, because each set of labels is a stream", () => {
    expect([...new Set(labels)].sort()).toEqual([
      "app",
      "container",
      "format",
      "namespace",
      "node",
      "pod",
      "retention",
      "unit",
    ]);
    expect(alloyConfig("7d")).toContain('values = ["filename", "format"]');
  });

  it("holds how long it is kept: what the pod chose of five, else what the platform says", () => {
    expect(rulesFor("retention", alloyConfig("14d"))).toEqual([
      ['replacement  = "14d"'],
      [
        'source_labels = ["__meta_kubernetes_pod_label_loco_dev_log_retention"]',
        'regex         = "(1d|7d|14d|30d|90d)"',
      ],
    ]);
  });

  it("is, beside it, who it was for and how bad, where the pod says that it writes JSON", () => {
    expect(rulesFor("format")).toEqual([
      ['source_labels = ["__meta_kubernetes_pod_label_loco_dev_log_format"]', 'regex         = "(json)"'],
    ]);
    expect(alloyConfig("7d")).toContain(String.raw`selector = "{format=\"json\"}"`);
    expect(alloyConfig("7d")).toContain(String.raw`trace_id   = "trace_id || traceId || \"trace.id\"",`);
  });

  it("follows the setting of Loki", () => {
    const { alloy: values } = alloy.values(addonInput("", '[addons.loki]\nretention = "30d"'));
    expect(values).toMatchObject({ configMap: { content: alloyConfig("30d") } });
  });
});

describe("what Alloy reads", () => {
  it("is each container's files", () => {
    expect(rulesFor("__path__")).toEqual([
      [
        'source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]',
        'separator     = "/"',
        'replacement   = "/var/log/pods/*_$1/*.log"',
      ],
    ]);
  });

  it("is k3s in the journal, on servers and on agents", () => {
    const [, regex = ""] = /regex +=\s"(k3s.+)"/.exec(alloyConfig("7d")) ?? [];
    const unit = new RegExp(`^(?:${regex.replaceAll("\\\\", "\\")})$`);
    expect(["k3s.service", "k3s-agent.service", "ssh.service"].map((name) => unit.test(name))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("Alloy's pods", () => {
  it("run on every node, however full", () => {
    expect(alloy.values(addonInput())).toMatchObject({
      controller: { tolerations: [{ operator: "Exists" }], priorityClassName: "system-node-critical" },
    });
  });

  it("are root without a capability, and change nothing of the node but what they remember", () => {
    const { alloy: values } = alloy.values(addonInput()) as { alloy: Record<string, unknown> };
    expect(values.securityContext).toMatchObject({
      runAsUser: 0,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(values).toMatchObject({
      storagePath: "/var/lib/loco/alloy",
      mounts: {
        extra: [
          { mountPath: "/var/log/pods", readOnly: true },
          { mountPath: "/var/log/journal", readOnly: true },
          { mountPath: "/var/lib/loco/alloy" },
          { mountPath: "/tmp" },
        ],
      },
    });
  });
});
