import { describe, expect, it } from "vitest";
import { readSample, sampleApp } from "./testing/sample-app.ts";

const processes = (text: string) => sampleApp(text).processes.map(({ name }) => name);
const route = (text: string, name = "web") =>
  sampleApp(text).processes.find((process) => process.name === name)?.route;

describe("the processes of an app", () => {
  it("begin with web, which the top of the file describes", () => {
    expect(processes("port = 80\n")).toEqual(["web"]);
    expect(processes("")).toEqual(["web"]);
    expect(processes("port = 80\n[processes.b]\n[processes.a]\n")).toEqual(["web", "a", "b"]);
  });

  it("have no web where the top says nothing of one beside others", () => {
    expect(processes('[jobs.report]\ncommand = ["x"]\n')).toEqual([]);
    expect(processes("[processes.worker]\n")).toEqual(["worker"]);
    expect(processes('command = ["x"]\n[processes.worker]\n')).toEqual(["web", "worker"]);
  });

  it("have size, env and strategy from the top, and the rest for themselves", () => {
    const [, worker] = sampleApp(
      'port = 80\nreplicas = 3\ncpu = "1"\n[env]\nA = 1\nB = true\n[deploy]\nstrategy = "recreate"\n[processes.worker]\nmemory = "1Gi"\nenv = { B = "x" }\n',
    ).processes;
    expect(worker).toEqual({
      name: "worker",
      resources: { cpu: "1", memory: "1Gi", disk: "1Gi" },
      replicas: { kind: "fixed", count: 1 },
      strategy: "recreate",
      env: { A: ["1"], B: ["x"] },
    });
  });

  it("stop before their next version starts when they have a volume", () => {
    const strategies = sampleApp(
      'port = 80\n[processes.db]\n[volumes.data]\npath = "/data"\nsize = "1Gi"\nprocess = "db"\n',
    ).processes.map(({ name, strategy }) => [name, strategy]);
    expect(strategies).toEqual([
      ["web", "rolling"],
      ["db", "recreate"],
    ]);
  });
});

describe("the address of a process", () => {
  it("is the app's own and its domains for web", () => {
    expect(route('port = 80\ndomains = ["b.example", "a.example"]\n')).toMatchObject({
      defaultHost: true,
      domains: ["b.example", "a.example"],
      path: "/",
      tls: { kind: "auto" },
    });
  });

  it("is its own domains for another, or a path below web's, with web's certificate", () => {
    const top = 'port = 80\ndomains = ["a.example"]\nhttp.tls = "off"\n[processes.api]\nport = 81\n';
    expect(route(top, "api")).toBeUndefined();
    expect(route(`${top}domains = ["api.example"]\n`, "api")).toMatchObject({
      defaultHost: false,
      domains: ["api.example"],
      tls: { kind: "auto" },
    });
    expect(route(`${top}http.path = "/api"\n`, "api")).toMatchObject({
      defaultHost: true,
      domains: ["a.example"],
      path: "/api",
      tls: { kind: "off" },
    });
  });

  it("is none for an app that stays inside the cluster", () => {
    expect(route("port = 80\n[network]\ninternal = true\n")).toBeUndefined();
  });
});

describe("health", () => {
  it("is checked for every port, in the short form, the long one and without any", () => {
    const health = (text: string) => sampleApp(`port = 80\n${text}`).processes[0]?.health;
    expect(health("")).toEqual({ interval: 10, timeout: 2, grace: 60, failures: 3 });
    expect(health('health = "/up"\n')).toEqual({ ...health(""), path: "/up" });
    expect(health('[health]\npath = "/up"\ngrace = "2m"\n')).toEqual({
      ...health(""),
      path: "/up",
      grace: 120,
    });
    expect(sampleApp("").processes[0]?.health).toBeUndefined();
  });
});

describe("an environment", () => {
  const text =
    'port = 80\ndomains = ["shop.example"]\nreplicas = { min = 2, max = 4 }\nscalers = { cpu_target = 80 }\n[env]\nA = "1"\nB = "1"\n[environments.staging]\nreplicas = 1\nenv = { B = "2" }\n';
  const staging = sampleApp(text, { environment: "staging" });

  it("is an app of its own name, with what it says laid over the rest", () => {
    expect(staging).toMatchObject({ name: "shop-staging", blueprint: "shop", environment: "staging" });
    expect(staging.processes[0]).toMatchObject({
      replicas: { kind: "fixed", count: 1 },
      env: { A: ["1"], B: ["2"] },
    });
  });

  it("does not take the app's domains", () => {
    expect(staging.processes[0]?.route?.domains).toEqual([]);
    expect(sampleApp(text).processes[0]?.route?.domains).toEqual(["shop.example"]);
  });
});

describe("the image", () => {
  const digest = (digit: string) => `ghcr.io/acme/shop@sha256:${digit.repeat(64)}`;
  const lock = `image = "${digest("0")}"\n[environments.staging]\nimage = "${digest("1")}"\n`;
  const imageIn = (environment: string | undefined) =>
    readSample('name = "shop"\n', { lock, ...(environment === undefined ? {} : { environment }) }).app?.image;

  it("is the one of the environment in image.lock, else the app's", () => {
    expect(imageIn(undefined)).toBe(digest("0"));
    expect(imageIn("staging")).toBe(digest("1"));
    expect(imageIn("test")).toBe(digest("0"));
  });

  it("counts as said in loco.toml when both say one", () => {
    expect(sampleApp("", { lock }).image).toBe("ghcr.io/acme/shop:1");
  });
});

it("reads files beside it, and puts them in by content", () => {
  const { files } = sampleApp('[files."/etc/a"]\nsource = "a.txt"\n[files."/etc/b"]\ncontent = ""\n', {
    files: { "a.txt": "hello" },
  });
  expect(files).toEqual([
    { path: "/etc/a", kind: "content", content: "hello" },
    { path: "/etc/b", kind: "content", content: "" },
  ]);
});

it("checks what it can without knowing the platform", () => {
  const { app } = readSample(
    'name = "shop"\nimage = "a:1"\npool = "gpu"\n[logs]\nretention_period = "3d"\n',
    {
      platform: undefined as never,
    },
  );
  expect(app?.pool).toBe("gpu");
});
