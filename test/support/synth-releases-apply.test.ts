import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReleaseArguments, Step } from "./synth-releases.ts";
import { type ApplyOptions, applySteps, type RunTool } from "./synth-releases-apply.ts";

interface Call {
  readonly line: string;
  readonly input: string | undefined;
}

const resolve = (expression: string): string => {
  throw new Error(`asked for ${expression}`);
};

/** Answers by the start of a command line; anything else answers with nothing. */
function fakeTools(answers: Readonly<Record<string, string>> = {}) {
  const calls: Call[] = [];
  const run: RunTool = async (tool, args, input) => {
    const line = [tool, ...args].join(" ");
    calls.push({ line, input });
    const key = Object.keys(answers).find((start) => line.startsWith(start));
    if (key !== undefined) return answers[key] ?? "";
    return tool === "helm" && args[0] === "list" ? "[]" : '{"metadata":{"resourceVersion":"1"}}';
  };
  return { calls, run, options: { run, resolve } satisfies ApplyOptions };
}

const namespace = (name: string): Step => ({
  address: `kubernetes_namespace.${name}`,
  kind: "namespace",
  metadata: { name },
});

const release = (changes: Partial<ReleaseArguments> = {}): Step => ({
  address: "helm_release.web",
  kind: "release",
  release: {
    name: "web",
    namespace: "front",
    repository: "https://charts.example",
    chart: "nginx",
    version: "1.2.3",
    values: "a: yes\nb: 1\n",
    wait: true,
    timeout: 60,
    atomic: false,
    max_history: 10,
    skip_crds: false,
    upgrade_install: true,
    create_namespace: false,
    cleanup_on_fail: false,
    ...changes,
  },
});

const deployed = '[{"status":"deployed","chart":"nginx-1.2.3"}]';

describe("applySteps", () => {
  it("installs a release with its version, repository, waiting and values from standard input", async () => {
    const { calls, options } = fakeTools();
    expect(await applySteps([release()], options)).toEqual([
      { address: "helm_release.web", outcome: "created" },
    ]);
    expect(calls.at(-1)).toEqual({
      line: "helm upgrade --install web nginx --repo https://charts.example --namespace front --version 1.2.3 --wait --timeout 60s --history-max 10 --values -",
      input: "a: yes\nb: 1\n",
    });
  });

  it("passes on --atomic, no --wait, a description, and a chart in an OCI registry", async () => {
    const { calls, options } = fakeTools();
    const changes = {
      atomic: true,
      wait: false,
      description: "acme/web:1",
      repository: "oci://r.example/charts",
    };
    await applySteps([release(changes)], options);
    const line = calls.at(-1)?.line;
    expect(line).toContain("upgrade --install web oci://r.example/charts/nginx --namespace");
    expect(line).toContain("--atomic");
    expect(line).toContain("--description acme/web:1 ");
    expect(line).not.toMatch(/--wait|--repo/);
  });

  it("leaves a release alone that is deployed with the same chart and values", async () => {
    const { calls, options } = fakeTools({ "helm list": deployed, "helm get values": '{"b":1,"a":true}' });
    expect(await applySteps([release()], options)).toMatchObject([{ outcome: "unchanged" }]);
    expect(calls.some(({ line }) => line.includes("upgrade"))).toBe(false);
  });

  it.each([
    ["other values", deployed, '{"a":true,"b":2}'],
    ["no values", deployed, "null"],
    ["another version", '[{"status":"deployed","chart":"nginx-1.2.2"}]', '{"b":1,"a":true}'],
    ["a failure", '[{"status":"failed","chart":"nginx-1.2.3"}]', '{"b":1,"a":true}'],
  ])("upgrades a release that is there with %s", async (_, listed, values) => {
    const { calls, options } = fakeTools({ "helm list": listed, "helm get values": values });
    expect(await applySteps([release()], options)).toMatchObject([{ outcome: "changed" }]);
    expect(calls.at(-1)?.line).toContain("helm upgrade");
  });

  it("takes steps in their order and stops at the first that fails", async () => {
    const { calls, run } = fakeTools();
    const failing: RunTool = async (tool, args, input) => {
      await run(tool, args, input);
      if (args[0] === "upgrade") throw new Error("timed out");
      return tool === "helm" ? "[]" : '{"metadata":{"resourceVersion":"1"}}';
    };
    const steps = [namespace("front"), release(), namespace("later")];
    await expect(applySteps(steps, { run: failing, resolve })).rejects.toThrow("helm_release.web: timed out");
    expect(calls.map(({ line }) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "kubectl get",
      "kubectl apply",
      "helm list",
      "helm upgrade",
    ]);
  });

  it("names what objects of the steps are called itself, and asks for every other expression", async () => {
    const { calls, run } = fakeTools();
    const asked: string[] = [];
    const steps = [
      { ...namespace("front"), metadata: { name: "${var.prefix}-front" } } as Step,
      release({
        namespace: "${kubernetes_namespace.front.metadata[0].name}",
        values: 'ip: "${cloudstack_ipaddress.a.ip_address}"\nliteral: $${x}\n',
      }),
    ];
    await applySteps(steps, {
      run,
      resolve: (expression) => {
        asked.push(expression);
        return expression === "var.prefix" ? "acme" : "10.0.0.1";
      },
    });
    expect(calls.at(-1)?.line).toContain("--namespace acme-front ");
    expect(calls.at(-1)?.input).toBe('ip: "10.0.0.1"\nliteral: ${x}\n');
    expect(new Set(asked)).toEqual(new Set(["var.prefix", "cloudstack_ipaddress.a.ip_address"]));
  });

  it("fails where an expression cannot be resolved", async () => {
    const { options } = fakeTools();
    await expect(applySteps([release({ values: "${helm_release.a.id}" })], options)).rejects.toThrow(
      "helm_release.web: asked for helm_release.a.id",
    );
  });

  it("keeps a Secret's data off the command line", async () => {
    const { calls, options } = fakeTools();
    const secret: Step = {
      address: "kubernetes_secret.s",
      kind: "secret",
      metadata: { name: "s", namespace: "front" },
      type: "Opaque",
      data: { key: "canary" },
    };
    await applySteps([secret], options);
    expect(calls.map(({ line }) => line).join("\n")).not.toMatch(/canary|Y2FuYXJ5/);
    expect(JSON.parse(calls.at(-1)?.input ?? "")).toMatchObject({
      kind: "Secret",
      data: { key: "Y2FuYXJ5" },
    });
  });

  it.each([
    ["", "1", "created"],
    ["1", "1", "unchanged"],
    ["1", "2", "changed"],
  ])("tells from versions '%s' and '%s' that an object is %s", async (before, after, outcome) => {
    const json = (version: string) => (version === "" ? "" : `{"metadata":{"resourceVersion":"${version}"}}`);
    const { options } = fakeTools({ "kubectl get": json(before), "kubectl apply": json(after) });
    expect(await applySteps([namespace("a")], options)).toMatchObject([{ outcome }]);
  });
});

describe("a folder of charts", () => {
  let charts = "";
  beforeEach(() => {
    charts = mkdtempSync(join(tmpdir(), "charts-"));
    mkdirSync(join(charts, "nginx"));
    writeFileSync(join(charts, "nginx", "Chart.yaml"), "name: nginx\nversion: 1.2.3\n");
  });
  afterEach(() => rmSync(charts, { recursive: true }));

  it("stands in for the repository", async () => {
    const { calls, options } = fakeTools();
    await applySteps([release()], { ...options, charts });
    expect(calls.at(-1)?.line).toContain(`upgrade --install web ${join(charts, "nginx")} --namespace`);
    expect(calls.at(-1)?.line).not.toMatch(/--repo|--version/);
  });

  it("is refused with another version than the one wanted", async () => {
    const { options } = fakeTools();
    await expect(applySteps([release({ version: "1.2.4" })], { ...options, charts })).rejects.toThrow(
      "has version 1.2.3, wanted is 1.2.4",
    );
  });

  it("leaves other charts to their repositories, and is needed for those without one", async () => {
    const { calls, options } = fakeTools();
    await applySteps([release({ chart: "redis" })], { ...options, charts });
    expect(calls.at(-1)?.line).toContain("redis --repo");
    const { repository: _, ...local } = (release() as { release: ReleaseArguments }).release;
    const step: Step = { address: "helm_release.x", kind: "release", release: { ...local, chart: "x" } };
    await expect(applySteps([step], { ...options, charts })).rejects.toThrow("chart x has no repository");
  });
});
