import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { goPlatform } from "../../../tools/sandbox/toolchain/build-key.ts";
import { OPERATOR_NAMES, type OperatorName } from "../../../tools/sandbox/toolchain/operators.ts";
import type { AppCluster } from "../../support/app-cluster.ts";
import { makeAuthority } from "../../support/pki.ts";
import { type Process, start } from "../../support/process.ts";

/** Operators on a cluster, each by its addon's name. */
export interface RunningOperators {
  /** What one has said. */
  log(name: OperatorName): string;
  stop(): Promise<void>;
}

interface Settings {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What their addons' charts give them, as far as pods follow from it. Webhooks are left out: the API server could not reach them. */
const settings = (plugins: string, certificates: string): Readonly<Record<OperatorName, Settings>> => ({
  "barman-cloud": {
    args: ["operator", `--plugin-path=${plugins}`],
    env: { SIDECAR_IMAGE: "ghcr.io/cloudnative-pg/plugin-barman-cloud-sidecar:v0.13.0" },
  },
  "cloudnative-pg": {
    args: ["controller"],
    env: {
      OPERATOR_IMAGE_NAME: "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0",
      PLUGIN_SOCKET_DIR: plugins,
      WEBHOOK_CERT_DIR: certificates,
    },
  },
  "percona-xtradb": { args: [], env: { WATCH_NAMESPACE: "", DISABLE_TELEMETRY: "true" } },
  "percona-mongodb": {
    args: ["--leader-elect=false"],
    env: { WATCH_NAMESPACE: "", DISABLE_TELEMETRY: "true" },
  },
  eck: { args: ["manager", "--enable-leader-election=false", "--disable-telemetry"] },
  rabbitmq: { args: [], env: { ENABLE_WEBHOOKS: "false" } },
  k8up: {
    args: ["operator", "--enable-leader-election=false"],
    env: { BACKUP_SKIP_WITHOUT_ANNOTATION: "true", BACKUP_IMAGE: "ghcr.io/k8up-io/k8up:v2.15.0" },
  },
});

/**
 * Starts them, each in namespaces of its own: with its port 8080, with the file that says which namespace its pod is in, and without a
 * way to anything but the API.
 */
export async function startOperators(
  cluster: AppCluster,
  programs: Readonly<Record<OperatorName, string>>,
): Promise<RunningOperators> {
  const folder = mkdtempSync(join(tmpdir(), "operators-"));
  const plugins = join(folder, "plugins");
  mkdirSync(plugins);
  const certificates = join(folder, "webhook");
  mkdirSync(certificates);
  const { certificate, key } = await makeAuthority("webhook");
  writeFileSync(join(certificates, "apiserver.crt"), certificate);
  writeFileSync(join(certificates, "apiserver.key"), key);

  // CloudNativePG hashes the programs of its instances' processors, and looks for them below the working directory.
  mkdirSync(join(folder, "operator"));
  const { arch } = goPlatform(process.platform, process.arch);
  symlinkSync(programs["cloudnative-pg"], join(folder, `operator/manager_${arch}`));

  const { clusters } = JSON.parse(readFileSync(cluster.kubeconfig, "utf8"));
  const { port } = new URL(clusters[0].cluster.server);
  const socket = join(folder, "api");
  const relay = createServer((here) => {
    const there = connect(Number(port), "127.0.0.1");
    here.pipe(there).pipe(here);
    here.on("error", () => there.destroy());
    there.on("error", () => here.destroy());
  }).listen(socket);

  const all = settings(plugins, certificates);
  const running = new Map<OperatorName, Process>();
  for (const name of OPERATOR_NAMES) {
    await cluster.kubectl("create", "namespace", name);
    await cluster.apply(JSON.stringify(podOf(name)));
    const { args, env } = all[name];
    const box = [...BOX, port, socket, programs[name], ...args];
    running.set(
      name,
      start("unshare", box, {
        ...env,
        KUBECONFIG: cluster.kubeconfig,
        HOME: folder,
        HOSTNAME: name,
        NAMESPACE: name,
        OPERATOR_NAMESPACE: name,
        BACKUP_OPERATOR_NAMESPACE: name,
      }),
    );
    // CloudNativePG looks for plugins once, when it starts.
    if (name === "barman-cloud")
      await vi.waitFor(() => expect(readdirSync(plugins)).toHaveLength(1), A_MINUTE);
  }
  return {
    log: (name) => running.get(name)?.log() ?? "",
    stop: async () => {
      // With `--fork` unshare leaves every other signal to its child, and `--kill-child` ends that one with it.
      await Promise.all([...running.values()].map((one) => one.stop("SIGKILL")));
      relay.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const A_MINUTE = { timeout: 60_000, interval: 200 };
const ACCOUNT = "/run/secrets/kubernetes.io/serviceaccount";

/** `unshare`'s arguments up to those of {@link ./box.ts}. */
const BOX = [
  ...["--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec"],
  `ip link set lo up; mount -t proc proc /proc; mount -t tmpfs tmpfs /run; mkdir -p ${ACCOUNT}; printf %s "$NAMESPACE" >${ACCOUNT}/namespace; cd "$HOME"; exec "$0" "$@"`,
  process.execPath,
  "--import",
  import.meta.resolve("tsx"),
  fileURLToPath(import.meta.resolve("./box.ts")),
];

/** The operator's own pod, of which Percona's take the image for their clusters' init containers. */
const podOf = (name: OperatorName) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: name },
  spec: {
    containers: [
      {
        name: name === "percona-xtradb" ? "percona-xtradb-cluster-operator" : name,
        image: `operators.example/${name}:1`,
      },
    ],
  },
});
