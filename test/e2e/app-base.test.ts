import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SAMPLE_PLATFORM, sampleApp } from "../../platform/apps/testing/sample-app.ts";
import { baseValues } from "../../platform/apps/values/base-values.ts";
import { ensureHelm } from "../../tools/sandbox/toolchain/helm.ts";
import { ensureKubernetes } from "../../tools/sandbox/toolchain/kubernetes.ts";
import { type ApiCluster, startApiCluster } from "../support/synth-releases-cluster.ts";
import { toolchain } from "../support/toolchain.ts";

/** The cluster has no definitions of operators. */
const PLATFORM = { ...SAMPLE_PLATFORM, addons: SAMPLE_PLATFORM.addons.filter((name) => name !== "k8up") };

const CHART = join(import.meta.dirname, "../../charts/app-base");

let cluster: ApiCluster;
let helm = "";
let dir = "";

beforeAll(async () => {
  const { binDir } = await ensureKubernetes(toolchain);
  helm = (await ensureHelm(toolchain)).binary;
  cluster = await startApiCluster(binDir);
  dir = mkdtempSync(join(tmpdir(), "app-base-"));
  await cluster.kubectl("create", "namespace", "loco-apps");
});
afterAll(async () => {
  await cluster?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<string> {
  const env = { KUBECONFIG: cluster.kubeconfig, HOME: dir };
  return (await execa(helm, [...args, "--namespace", "loco-apps"], { env })).stdout;
}

async function install(toml: string): Promise<void> {
  const file = join(dir, "values.json");
  writeFileSync(file, JSON.stringify(baseValues(sampleApp(toml, { platform: PLATFORM }), PLATFORM)));
  await run("upgrade", "--install", "shop-base", CHART, "--values", file);
}

const kept = async () => {
  const found = await cluster.kubectl("-n", "shop", "get", "pvc,resourcequota,limitrange", "-o", "name");
  return found.split("\n").toSorted();
};

const FILES = 'port = 80\n[volumes.files]\npath = "/data"\nsize = "1Gi"\n';
const ALL = ["limitrange/app", "persistentvolumeclaim/files", "resourcequota/app"];

describe("what outlives the releases of an app", () => {
  it("is there after the first one, in a namespace that takes only restricted pods", async () => {
    await install(FILES);
    expect(await kept()).toEqual(ALL);
    const level = "{.metadata.labels.pod-security\\.kubernetes\\.io/enforce}";
    expect(await cluster.kubectl("get", "namespace", "shop", "-o", `jsonpath=${level}`)).toBe("restricted");
  });

  it("stays when it leaves the file, comes back to it, or a rollback goes to before it was there", async () => {
    await install("port = 80\n");
    expect(await kept()).toEqual(ALL);
    await install(FILES);
    await run("rollback", "shop-base", "2");
    expect(await kept()).toEqual(ALL);
  });

  it("stays when the release goes, and is taken on by the next one", async () => {
    await run("uninstall", "shop-base");
    expect(await kept()).toEqual(ALL);
    await install(FILES);
    expect(await kept()).toEqual(ALL);
  });
});

describe("the last step of a release", () => {
  const hook = async (env: Readonly<Record<string, string>>) => {
    const account = join(dir, "account");
    const work = join(dir, "work");
    const bin = join(dir, "bin");
    for (const folder of [account, work, bin]) mkdirSync(folder, { recursive: true });
    const config = JSON.parse(readFileSync(cluster.kubeconfig, "utf8"));
    const { server, "certificate-authority-data": authority } = config.clusters[0].cluster;
    writeFileSync(join(account, "token"), config.users[0].user.token);
    writeFileSync(join(account, "ca.crt"), Buffer.from(authority, "base64"));
    // The image has nc; this machine may not.
    writeFileSync(join(bin, "nc"), '#!/bin/bash\nexec 3<>"/dev/tcp/$4/$5"\n', { mode: 0o755 });
    return await execa("sh", [join(CHART, "files/hook.sh")], {
      env: {
        PATH: `${bin}:${process.env.PATH}`,
        ACCOUNT: account,
        WORK: work,
        API: server,
        NAMESPACE: "shop",
        OBJECTS: "",
        LOGINS: "",
        USERS: "",
        ADDRESSES: "",
        BUDGETS: "",
        ...env,
      },
      extendEnv: false,
      reject: false,
    });
  };
  const password = () =>
    cluster.kubectl("-n", "shop", "get", "secret", "cache-login", "-o", "jsonpath={.data.password}");

  it("makes a password once, and shows it to nobody", async () => {
    const first = await hook({ LOGINS: "cache-login", SECONDS_TO_WAIT: "20" });
    expect(first).toMatchObject({ exitCode: 0, stdout: "made the password in Secret cache-login" });
    const made = await password();
    expect(Buffer.from(made, "base64").toString()).toMatch(/^[0-9a-f]{48}$/);
    expect(await hook({ LOGINS: "cache-login", SECONDS_TO_WAIT: "20" })).toMatchObject({
      exitCode: 0,
      stdout: "",
    });
    expect(await password()).toBe(made);
  });

  it("waits for what answers late, and says what does not", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { readonly port: number };
    try {
      const answers = { ADDRESSES: `db=127.0.0.1:${port}`, SECONDS_TO_WAIT: "20" };
      expect(await hook(answers)).toMatchObject({
        exitCode: 0,
        stdout: `db answers at 127.0.0.1:${port}`,
      });
      const { exitCode, stdout } = await hook({
        ADDRESSES: `db=127.0.0.1:${port} queue=127.0.0.1:1`,
        SECONDS_TO_WAIT: "0",
      });
      expect(exitCode).toBe(1);
      expect(stdout).toContain("gave up: queue does not answer at 127.0.0.1:1");
    } finally {
      server.close();
    }
  });

  it("waits for a user that its operator makes", async () => {
    const users = { LOGINS: "cache-login", USERS: "cache-login=percona.com/cache-app-hash" };
    expect(await hook({ ...users, SECONDS_TO_WAIT: "0" })).toMatchObject({ exitCode: 1 });
    await cluster.kubectl("-n", "shop", "annotate", "secret", "cache-login", "percona.com/cache-app-hash=1");
    expect(await hook({ ...users, SECONDS_TO_WAIT: "0" })).toMatchObject({
      exitCode: 0,
      stdout: "the user of cache-login is there",
    });
  });
});
