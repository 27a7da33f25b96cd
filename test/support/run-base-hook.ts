import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parseAllDocuments } from "yaml";
import type { AppCluster } from "./app-cluster.ts";

interface HookObject {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly env: readonly { readonly name: string; readonly value: string }[];
        }[];
      };
    };
  };
}

/**
 * Runs what the pod of a release's last step would, which KWOK only pretends to: its own script with the account and rights that the
 * release gives it. It waits for no need, as none is there to answer.
 */
export async function runBaseHook(
  cluster: AppCluster,
  app: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number | undefined; readonly stdout: string }> {
  const manifests = await cluster.helm("get", "hooks", `${app}-base`, "-n", "loco-apps");
  const objects = parseAllDocuments(manifests).map((document) => document.toJS() as HookObject);
  const job = objects.find(({ kind }) => kind === "Job");
  const files = objects.find(({ kind }) => kind === "ConfigMap")?.data ?? {};
  const given = objects.filter(({ kind }) => kind !== "Job" && kind !== "ConfigMap");
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: given });
  const folder = mkdtempSync(join(tmpdir(), "base-hook-"));
  const inside = (...names: string[]) => join(folder, ...names);
  try {
    for (const name of ["hook", "account", "work"]) mkdirSync(inside(name));
    for (const [name, text] of Object.entries(files)) writeFileSync(inside("hook", name), text);
    await cluster.apply(list);
    const config = JSON.parse(readFileSync(cluster.kubeconfig, "utf8"));
    const { server, "certificate-authority-data": authority } = config.clusters[0].cluster;
    writeFileSync(inside("account/token"), await cluster.kubectl("-n", app, "create", "token", "base-hook"));
    writeFileSync(inside("account/ca.crt"), Buffer.from(authority, "base64"));
    const own = job?.spec?.template.spec.containers[0]?.env.map(({ name, value }) => [name, value]) ?? [];
    const { exitCode, stdout } = await execa("sh", [inside("hook/hook.sh")], {
      env: {
        ...Object.fromEntries(own),
        PATH: process.env.PATH,
        ACCOUNT: inside("account"),
        WORK: inside("work"),
        API: server,
        USERS: "",
        ADDRESSES: "",
        ...env,
      },
      extendEnv: false,
      reject: false,
    });
    return { exitCode, stdout };
  } finally {
    await cluster.kubectl(
      "-n",
      app,
      "delete",
      "role,rolebinding,serviceaccount",
      "base-hook",
      "--ignore-not-found",
    );
    rmSync(folder, { recursive: true, force: true });
  }
}
