import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ensureObservability } from "../../tools/sandbox/toolchain/observability.ts";
import { answers, freePort, type Process, start } from "../support/process.ts";
import { toolchain } from "../support/toolchain.ts";
import { type Pod, podIn } from "./app-alerts/pod.ts";

const WAIT = { timeout: 60_000, interval: 200 };

const folder = mkdtempSync(join(tmpdir(), "loco-app-alerts-"));

interface Rule {
  readonly name: string;
  readonly alerts?: readonly { readonly activeAt: string }[];
}

interface SentAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

let pod: Pod;
let vmsingle: Process;
let checker: Process;
let vmalert: Process;
let inbox: Server;
const sent: SentAlert[] = [];
let url = "";
let flags: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  const programs = await ensureObservability(toolchain);
  const [store, alertmanager, own, reader] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  pod = podIn(folder, programs.vmalert, `127.0.0.1:${reader}`);
  inbox = createServer(async (request, response) => {
    sent.push(...JSON.parse((await request.toArray()).join("")));
    response.end();
  }).listen(alertmanager, "127.0.0.1");
  vmsingle = start(programs.victoriaMetrics, [
    `-httpListenAddr=127.0.0.1:${store}`,
    `-storageDataPath=${join(folder, "data")}`,
    // Else the last half a minute is not seen.
    "-search.latencyOffset=0s",
  ]);
  await answers(`http://127.0.0.1:${store}/health`, vmsingle);
  url = `http://127.0.0.1:${own}`;
  flags = {
    "datasource.url": `http://127.0.0.1:${store}`,
    "remoteWrite.url": `http://127.0.0.1:${store}`,
    "remoteRead.url": `http://127.0.0.1:${store}`,
    "remoteWrite.flushInterval": "100ms",
    "notifier.url": `http://127.0.0.1:${alertmanager}`,
    httpListenAddr: `127.0.0.1:${own}`,
    evaluationInterval: "1s",
    configCheckInterval: "500ms",
  };
  checker = pod.startChecker();
  vmalert = pod.startVmalert(flags);
  await answers(`${url}/health`, vmalert);
});

afterAll(async () => {
  await Promise.all([vmalert, checker, vmsingle].map((process) => process?.stop()));
  inbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Rules by what their file's name ends with. The platform's must be there whenever anybody looks. */
async function rulesOf(end: string): Promise<readonly Rule[]> {
  const response = await fetch(`${url}/api/v1/rules`);
  const { data } = (await response.json()) as {
    readonly data: { readonly groups: readonly { readonly file: string; readonly rules: readonly Rule[] }[] };
  };
  const names = (file: string) =>
    data.groups.filter((group) => group.file.endsWith(file)).flatMap(({ rules }) => rules);
  expect(names("alert-rules.yaml").map(({ name }) => name)).toContain("Watchdog");
  return names(end);
}

const namesIn = async (end: string) => (await rulesOf(end)).map(({ name }) => name).sort();

const rules = (alert: string, changes = "", namespace = "shop") =>
  `groups: [{ name: shop, labels: { namespace: ${namespace} }, rules: [{ alert: ${alert}, expr: vector(1)${changes} }] }]\n`;

/** The refusal as it arrives at Alertmanager. */
const refusal = (labels: Readonly<Record<string, string>>) =>
  vi.waitFor(() => {
    const alert = sent.findLast(({ labels: { alertname, ...own } }) => {
      const given = Object.entries(labels).every(([name, value]) => own[name] === value);
      return alertname === "AlertRulesRefused" && given;
    });
    if (alert === undefined) throw new Error(`no refusal of ${JSON.stringify(labels)}:\n${checker.log()}`);
    return alert;
  }, WAIT);

async function restart(): Promise<void> {
  await vmalert.stop();
  vmalert = pod.startVmalert(flags);
  await answers(`${url}/health`, vmalert);
}

describe("alert rules of app teams", () => {
  it("are not waited for where nobody can say which there are", async () => {
    expect(await namesIn("/alert-rules.yaml")).toContain("Watchdog");
    pod.ready();
  });

  it("are evaluated beside the platform's, those of two teams under the same names", async () => {
    pod.write("shop", "alerts", "rules.yaml", rules("Slow"));
    pod.write("blog", "alerts", "rules.yaml", rules("Slow", "", "blog"));
    await vi.waitFor(() => {
      const teams = sent
        .filter(({ labels }) => labels.alertname === "Slow")
        .map(({ labels }) => labels.namespace);
      expect(new Set(teams)).toEqual(new Set(["shop", "blog"]));
    }, WAIT);
  });

  it("are taken however many come at once, as many at a time as the memory for them allows", async () => {
    const large = (name: string) => `${rules(name)}#${"x".repeat(60_000)}`;
    const names = ["One", "Two", "Three", "Four", "Five"];
    for (const name of names) pod.write("shop", "large", `${name}.yaml`, large(name));
    for (const name of names) {
      await vi.waitFor(
        async () => expect(await namesIn(`.configmap_large.${name}.yaml`)).toEqual([name]),
        WAIT,
      );
    }
  });

  it.each([
    ["yaml", "groups:\n  - name: [\n", "yaml: line 2: did not find expected node content"],
    ["expression", rules("A").replace("vector(1)", '"sum(up by"'), 'bad MetricsQL expr: "sum(up by"'],
    ["template", rules("A", ', annotations: { a: "{{ $x }}" }'), 'undefined variable "$x"'],
    ["twins", `${rules("A")}---\n${rules("B")}`, 'group name "shop" duplicate'],
    ["key", rules("A", ", fro: 5m"), "unknown fields in rule: fro"],
    ["none", "", "No rules"],
    ["large", `${rules("A")}#${"x".repeat(200_000)}`, "more than 131072 bytes"],
    ["quotes", `groups: [{ name: "it's {{ $x }} %{HOME} \\" ü", rules: 1 }]`, "cannot unmarshal"],
  ])("are refused for their %s, and an alert says why", async (key, text, why) => {
    pod.write("shop", "wrong", key, text);
    const { labels, annotations } = await refusal({ configmap: "wrong", key });
    expect(labels).toMatchObject({ severity: "warning", namespace: "shop" });
    expect(annotations.summary).toContain(why);
    expect(annotations.summary).toContain(`${key} of ConfigMap wrong in namespace shop`);
    expect(annotations.runbook).toBe("docs/runbooks/alert-rules-refused.md");
    expect(await namesIn(`.configmap_wrong.${key}`)).toEqual(["AlertRulesRefused"]);
  });

  it.each([
    [
      "no-namespace",
      `groups: [{ name: a, rules: [{ alert: A, expr: vector(1) }] }]`,
      "rule A has not the label",
    ],
    ["foreign", rules("A", ", labels: { namespace: blog }"), "rule A has not the label namespace: shop"],
    ["template", rules("A", ", labels: { namespace: '{{ $value }}' }"), "rule A has not the label"],
    [
      "series",
      `groups: [{ name: a, rules: [{ record: a:b, expr: vector(1) }] }]`,
      "rule a:b has not the label",
    ],
    [
      "second",
      rules("A").replace("}] }]", "}] }, { name: b, rules: [{ alert: B, expr: vector(1) }] }]"),
      "rule B",
    ],
    ["taken", rules("Watchdog", ", labels: { severity: none }"), "the platform has an alert Watchdog itself"],
    ["escaped", rules('"Node\\u004eotReady"'), "the platform has an alert NodeNotReady itself"],
    [
      "lookalike",
      `groups: [{ name: a, rules: [{ alert: 'A","labels":{"namespace":"shop"},"x":"', expr: vector(1), annotations: { namespace: shop } }] }]`,
      "has not the label namespace: shop",
    ],
  ])("are refused where they could be taken for somebody else's: %s", async (key, text, why) => {
    pod.write("shop", "strange", key, text);
    const { annotations } = await refusal({ configmap: "strange", key });
    expect(annotations.summary).toContain(why);
    expect(await namesIn(`.configmap_strange.${key}`)).toEqual(["AlertRulesRefused"]);
  });

  it("have their own namespace and name, whatever series and labels say", async () => {
    const elsewhere = rules("Mine", ", labels: { alertname: Watchdog }").replace(
      "vector(1)",
      `'label_set(vector(1), "namespace", "kube-system")'`,
    );
    pod.write("shop", "mine", "rules.yaml", elsewhere);
    await vi.waitFor(
      () =>
        expect(sent.map(({ labels }) => `${labels.alertname} in ${labels.namespace}`)).toContain(
          "Mine in shop",
        ),
      WAIT,
    );
    expect(sent.map(({ labels }) => labels.namespace)).not.toContain("kube-system");
    expect(await namesIn("_shop.configmap_mine.rules.yaml")).toEqual(["Mine"]);
  });

  it("stay as they were where the next version is refused", async () => {
    pod.write("shop", "alerts", "rules.yaml", "groups: 5\n");
    await refusal({ configmap: "alerts", key: "rules.yaml" });
    expect(await namesIn("_shop.configmap_alerts.rules.yaml")).toEqual(["AlertRulesRefused", "Slow"]);
  });

  it("do not keep vmalert from starting", async () => {
    await restart();
    expect(await namesIn("_shop.configmap_alerts.rules.yaml")).toEqual(["AlertRulesRefused", "Slow"]);
    expect(await namesIn("_blog.configmap_alerts.rules.yaml")).toEqual(["Slow"]);
  });

  it("count once they are mended, and nothing is said of them any more", async () => {
    pod.write("shop", "alerts", "rules.yaml", rules("Slower"));
    await vi.waitFor(
      async () => expect(await namesIn("_shop.configmap_alerts.rules.yaml")).toEqual(["Slower"]),
      WAIT,
    );
  });

  it("go with their ConfigMap, the refused ones too", async () => {
    rmSync(pod.file("blog", "alerts", "rules.yaml"));
    rmSync(pod.file("shop", "wrong", "yaml"));
    await vi.waitFor(async () => {
      expect(await namesIn("_blog.configmap_alerts.rules.yaml")).toEqual([]);
      expect(await namesIn("_shop.configmap_wrong.yaml")).toEqual([]);
    }, WAIT);
  });

  it("take up in a new pod what they had waited for in the old one", async () => {
    pod.write("shop", "patient", "rules.yaml", rules("Patient", ", for: 1h"));
    const since = () =>
      vi.waitFor(async () => {
        const [rule] = await rulesOf("_shop.configmap_patient.rules.yaml");
        const [alert] = rule?.alerts ?? [];
        if (alert === undefined) throw new Error(`nothing is pending:\n${vmalert.log()}`);
        return alert.activeAt;
      }, WAIT);
    const before = await since();
    // Until it is in vmsingle, and so that the time differs.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await Promise.all([vmalert.stop(), checker.stop()]);
    pod.empty();
    checker = pod.startChecker();
    vmalert = pod.startVmalert(flags);
    await answers(`${url}/health`, vmalert);
    expect(Math.abs(Date.parse(await since()) - Date.parse(before))).toBeLessThan(1500);
  });
});
