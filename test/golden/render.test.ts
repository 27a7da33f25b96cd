import { beforeAll, describe, expect, it } from "vitest";
import type { AppRelease } from "../../platform/apps/values/releases.ts";
import type { OwnChart } from "../../platform/charts/own-chart.ts";
import { type Rendered, type RenderOptions, renderReleases } from "../../tools/render/render-releases.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { toolchain } from "../support/toolchain.ts";

let helm = "";
beforeAll(async () => {
  helm = (await ensureHelm(toolchain)).binary;
}, 600_000);

/** A chart with what makes Helm reorder and cut: hooks, kinds with and without a place, several objects in a file. */
const awkward = (name: string): OwnChart => {
  const object = (kind: string, of: string, rest = "") =>
    `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${of}\n  namespace: {{ .Values.name }}\n${rest}`;
  const files = {
    "Chart.yaml": `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    "values.yaml": "# Nothing.\n",
    "values.schema.json": JSON.stringify({
      type: "object",
      additionalProperties: false,
      properties: {
        name: { type: "string" },
        text: { type: "string" },
        labels: { type: "object" },
        global: { type: "object" },
      },
    }),
    "templates/_helpers.tpl": `{{- define "${name}.text" -}}{{ .Values.text | quote }}{{- end -}}`,
    "templates/NOTES.txt": "Hello {{ .Values.name }}",
    "templates/z.yaml": `${object("Zebra", "z")}---\n${object("Deployment", "b")}--- # cut here\n${object("Deployment", "a")}\n\n\n---\n`,
    "templates/a.yaml": `{{- if .Values.text }}\n${object("ConfigMap", "a", `data:\n  text: {{ include "${name}.text" . }}\n  block: |\n    ---\n    # Source: loco/charts/r0/templates/a.yaml\n{{ .Values.text | indent 4 }}\n`)}{{- end }}\n`,
    "templates/hooks/one.yaml": `# A remark.\n${object("Job", "later", "  annotations: {helm.sh/hook: post-install, helm.sh/hook-weight: '5'}\n")}---\n${object("Job", "sooner", "  annotations: {helm.sh/hook: pre-install}\n")}`,
    "templates/empty.yaml": "{{- if false }}\nkind: Never\n{{- end }}\n",
    "templates/remark.yaml": "# Nothing but a remark.\n",
    "templates/fail.yaml": '{{- if eq .Values.name "broken" }}{{ fail "this one is broken" }}{{ end }}',
  };
  const encoder = new TextEncoder();
  return {
    name,
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: encoder.encode(text) })),
  };
};

const charts = [awkward("app"), awkward("app-base")];

const release = (chart: AppRelease["chart"], name: string, text = "x"): AppRelease =>
  ({ name, namespace: name, chart, values: { name, text, labels: {} } }) as unknown as AppRelease;

const alone = async (each: AppRelease, options: RenderOptions) =>
  (await renderReleases(helm, [each], options))[0];

describe("rendering in batches", () => {
  it("gives what Helm prints for each release alone, byte for byte", async () => {
    const texts = [
      "",
      "one\ntwo",
      "é\u2028\u0085\u007f\ufeff😀",
      "a: 'b' \"c\" \\ \t # d",
      "---\n# Source: x",
      "{{ .Values }}",
    ];
    const releases = texts.flatMap((text, index) => [
      release("app-base", `a-${index}-base`, text),
      release("app", `a-${index}`, text),
    ]);
    const rendered = await renderReleases(helm, releases, { charts, batch: 5, processes: 2 });
    expect(rendered.map(({ release }) => release.name)).toEqual(releases.map(({ name }) => name));
    for (const each of rendered) expect(each).toEqual(await alone(each.release, { charts }));
    expect(manifestsOf(rendered[3])).toMatch(/^---\n# Source: app\/templates\/.*\nkind: Zebra.*\nkind: Job/s);
  });

  it("names those that Helm refuses, with its message, and renders the others", async () => {
    const unknown = {
      ...release("app", "odd"),
      values: { name: "odd", colour: "red" },
    } as unknown as AppRelease;
    const releases = [
      ...["a", "b", "c"].map((name) => release("app", name)),
      release("app", "broken"),
      unknown,
      release("app-base", "d"),
    ];
    const rendered = await renderReleases(helm, releases, { charts, processes: 1 });
    expect(rendered.map((each) => ("refused" in each ? each.refused : "rendered"))).toEqual([
      ...["rendered", "rendered", "rendered"],
      expect.stringMatching(/^execution error at \(app\/templates\/fail.yaml:1:\d+\): this one is broken$/),
      expect.stringMatching(/colour/),
      "rendered",
    ]);
  });

  it("renders a chart that makes nothing to nothing", async () => {
    const nothing: OwnChart = {
      name: "app",
      files: (charts[0]?.files ?? []).filter(({ path }) => !path.startsWith("templates/")),
    };
    const options = { charts: [nothing] };
    const rendered = await renderReleases(helm, [release("app", "a"), release("app", "b")], options);
    expect(rendered.map(manifestsOf)).toEqual(["", ""]);
    expect(manifestsOf(await alone(release("app", "a"), options))).toBe("");
  });

  it("says when Helm cannot be run", async () => {
    await expect(renderReleases("/nowhere/helm", [release("app", "a")], { charts })).rejects.toMatchObject({
      code: "TOOL_FAILED",
    });
  });
});

const manifestsOf = (each: Rendered | undefined) =>
  each !== undefined && "manifests" in each ? each.manifests : undefined;
