import { describe, expect, it } from "vitest";
import type { PlatformFacts } from "../source.ts";
import { SAMPLE_PLATFORM, sampleApp } from "../testing/sample-app.ts";
import type { AppValues, Process } from "./app-values.gen.ts";
import { appValues } from "./app-values.ts";

const valuesOf = (text: string, platform: PlatformFacts = SAMPLE_PLATFORM): AppValues =>
  appValues(sampleApp(text, { platform }), platform);

const processOf = (text: string, name = "web"): Process => {
  const process = valuesOf(text).processes?.[name];
  if (process === undefined) throw new Error(`no process ${name}`);
  return process;
};

const WORKER = '[processes.worker]\ncommand = ["bin/worker"]\n';
const JOB = '[jobs.report]\ncommand = ["bin/report"]\n';

describe("how many replicas there are", () => {
  it.each([
    [0, { replicas: 0 }],
    [1, { replicas: 1 }],
    [2, { scale: { min: 2, max: 2 }, disruptions: 1 }],
  ])("is %i, which the Deployment says only where none can be lost by it", (count, expected) => {
    const { replicas, scale, disruptions } = processOf(`port = 80\nreplicas = ${count}`);
    expect({ replicas, scale, disruptions }).toEqual(expected);
  });

  it("is what scalers choose", () => {
    const text =
      "port = 80\nreplicas = { min = 1, max = 5 }\nscalers = { cpu_target = 80, memory_target = 50 }";
    expect(processOf(text)).toMatchObject({ scale: { min: 1, max: 5, cpu: 80, memory: 50 } });
    expect(processOf(text)).not.toHaveProperty("replicas");
    expect(processOf(text)).not.toHaveProperty("disruptions");
  });
});

describe("how it is seen that a replica works", () => {
  it("is asked often until it first does, for as long as grace says", () => {
    expect(processOf('port = 80\nhealth = { path = "/up", grace = "45s", interval = "20s" }')).toMatchObject({
      startup: { path: "/up", period: 2, timeout: 2, failures: 23 },
      readiness: { path: "/up", period: 20, timeout: 2, failures: 3 },
    });
  });

  it("is asked no sooner than an answer may take", () => {
    const { startup } = processOf('port = 80\nhealth = { timeout = "10s", grace = "45s" }');
    expect(startup).toEqual({ period: 10, timeout: 10, failures: 5 });
  });

  it("restarts it only where the file says so", () => {
    expect(processOf("port = 80")).not.toHaveProperty("liveness");
    expect(processOf('port = 80\nhealth = { liveness = "/live" }').liveness).toMatchObject({ path: "/live" });
  });

  it("is not asked where there is no port", () => {
    const { startup, readiness } = processOf(`port = 80\n${WORKER}`, "worker");
    expect([startup, readiness]).toEqual([undefined, undefined]);
  });
});

describe("where metrics are collected", () => {
  const places = (text: string) =>
    Object.entries(valuesOf(text).processes ?? {}).flatMap(([name, { metrics }]) => (metrics ? [name] : []));

  it("is the process whose port they are at", () => {
    expect(places(`port = 80\n[metrics]\n${WORKER}`)).toEqual(["web"]);
  });

  it("is every process when they have a port of their own", () => {
    expect(places(`port = 80\n[metrics]\nport = 9090\n${WORKER}`)).toEqual(["web", "worker"]);
  });
});

describe("what containers have for sure and never get more of", () => {
  it("is the same of memory and disk, and of CPU what is left", () => {
    expect(processOf('port = 80\ncpu = "250m"\nmemory = "1Gi"\ndisk = "2Gi"').resources).toEqual({
      requests: { cpu: "250m", memory: "1Gi", "ephemeral-storage": "2Gi" },
      limits: { memory: "1Gi", "ephemeral-storage": "2Gi" },
    });
    expect(processOf('port = 80\ncpu_limit = "1"').resources.limits).toMatchObject({ cpu: "1" });
  });
});

describe("a pool", () => {
  const pools = (...taints: string[]) => ({
    ...SAMPLE_PLATFORM,
    pools: [{ name: "apps", labels: {}, taints }],
  });

  it("lets the app in, whatever keeps others out", () => {
    const { pods } = valuesOf('port = 80\npool = "apps"', pools("team=web:NoSchedule", "gpu:NoExecute"));
    expect(pods).toMatchObject({
      pool: "apps",
      tolerations: [
        { key: "team", operator: "Equal", value: "web", effect: "NoSchedule" },
        { key: "gpu", operator: "Exists", effect: "NoExecute" },
      ],
    });
  });

  it("of others does not", () => {
    expect(valuesOf("port = 80", pools("team=web:NoSchedule")).pods).not.toHaveProperty("tolerations");
  });
});

describe("a job", () => {
  const job = (text: string) => valuesOf(JOB + text).jobs?.report;

  it("runs when its time is, and no longer than it may", () => {
    expect(job('schedule = "@daily"\ntimeout = "5m"\nretries = 2\nconcurrency = "replace"')).toMatchObject({
      schedule: "@daily",
      suspend: false,
      concurrency: "Replace",
      retries: 2,
      runTimeout: 300,
      timeout: 3 * (300 + 600),
    });
  });

  it("without a time never runs by itself", () => {
    expect(job("")).toMatchObject({ suspend: true, schedule: "0 0 1 1 *" });
  });
});

describe("the release command", () => {
  it("has what the top of the file says, and no port", () => {
    const text = `port = 80\nmemory = "1Gi"\nenv = { A = "a" }\n[deploy]\nrelease_command = ["m"]\ntimeout = "20m"`;
    expect(valuesOf(text).release).toMatchObject({
      command: ["m"],
      env: { A: "a" },
      resources: { limits: { memory: "1Gi" } },
      timeout: 1170,
    });
    expect(valuesOf(text).release?.env).not.toHaveProperty("PORT");
  });

  it("is not there when the file says none", () => {
    expect(valuesOf("port = 80")).not.toHaveProperty("release");
  });
});

describe("files", () => {
  const files = (text: string) => {
    const { files: texts, pods } = valuesOf(`port = 80\n${text}`);
    return { texts, files: pods.files, secretFiles: pods.secretFiles };
  };

  it("have keys that a ConfigMap takes, each its own", () => {
    const text = ["/etc/a/b.yaml", "/etc/a_b.yaml", "/etc/ü"]
      .map((path) => `[files."${path}"]\ncontent = "of ${path}"\n`)
      .join("");
    expect(files(text)).toEqual({
      texts: {
        "etc_a_b.yaml": "of /etc/a/b.yaml",
        "etc_a_b.yaml_2": "of /etc/a_b.yaml",
        etc__: "of /etc/ü",
      },
      files: { "/etc/a/b.yaml": "etc_a_b.yaml", "/etc/a_b.yaml": "etc_a_b.yaml_2", "/etc/ü": "etc__" },
    });
  });

  it("with secrets are named only", () => {
    expect(files('[files."/key.pem"]\nsecret = "KEY"')).toEqual({
      secretFiles: { "/key.pem": { secret: "app-secrets", key: "KEY" } },
    });
  });
});

describe("alerts", () => {
  it("are the app's own and say who answers for it", () => {
    const text =
      'port = 80\nowner = "team-web"\n[alerts.Late]\nwhen = "up < 1"\nsummary = "Late"\nfor = "2m"';
    expect(valuesOf(text).alerts).toEqual({
      labels: { namespace: "shop", owner: "team-web" },
      rules: [
        {
          alert: "Late",
          expr: "up < 1",
          for: "120s",
          labels: { severity: "warning" },
          annotations: { summary: "Late" },
        },
      ],
    });
  });
});

describe("labels of pods", () => {
  it("say how long logs are kept, and that they are JSON", () => {
    const { labels } = valuesOf('port = 80\n[logs]\nstructured = true\nretention_period = "30d"').pods;
    expect(labels).toMatchObject({ "loco.dev/log-retention": "30d", "loco.dev/log-format": "json" });
  });

  it("say nothing of the owner, so that pods need not restart for another", () => {
    const { labels, pods } = valuesOf('port = 80\nowner = "team-web"');
    expect(labels).toMatchObject({ "loco.dev/owner": "team-web" });
    expect(JSON.stringify(pods)).not.toContain("team-web");
  });
});
