import { readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { chartLock } from "../../platform/addons/charts.ts";
import type { ToolchainContext } from "../../tools/sandbox/toolchain/context.ts";
import { findGo } from "../../tools/sandbox/toolchain/go.ts";
import { goEnvironment } from "../../tools/sandbox/toolchain/go-environment.ts";

interface Source {
  /** Chart whose lock says the version. */
  readonly chart: string;
  /** Go module that has the definitions among its files. */
  readonly module: string;
  /** Go's hash of the module's zip at that version (go.sum). */
  readonly sum: string;
  /** Files, or folders of files. */
  readonly paths: readonly string[];
}

/**
 * Where definitions of kinds that an app's releases make can be had without GitHub. Dragonfly's operator is not there at
 * the pinned version: proxy.golang.org answers 403 for it.
 */
const SOURCES: readonly Source[] = [
  {
    chart: "traefik",
    module: "github.com/traefik/traefik/v3",
    sum: "h1:AdGIts8MRFqWMjXhZFisrbLseB7vjikUL1q9H9DSvrM=",
    paths: ["docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml"],
  },
  {
    chart: "cert-manager",
    module: "github.com/cert-manager/cert-manager",
    sum: "h1:0LttV37Q5c2CBNoHkjuI8sLKTXWZDC2SwQkxrBMKV9w=",
    paths: ["deploy/crds"],
  },
  {
    chart: "cilium",
    module: "github.com/cilium/cilium",
    sum: "h1:ChjrRtiDjtLKe0FkygGTMxEIUtqQh5lEXZL+bLfeb1I=",
    paths: ["pkg/k8s/apis/cilium.io/client/crds/v2/ciliumnetworkpolicies.yaml"],
  },
  {
    chart: "k8up",
    module: "github.com/k8up-io/k8up/v2",
    sum: "h1:SkuTHSuc7Lmx7TPEIOjEdaqgSXCKxVwG2GvdAj1X08c=",
    paths: ["config/crd/apiextensions.k8s.io/v1"],
  },
  {
    chart: "cloudnative-pg",
    module: "github.com/cloudnative-pg/cloudnative-pg",
    sum: "h1:fnhVq44xXx97MNiuvJsPrX1vSjYbgdyBK5MSGfdHdp0=",
    paths: ["config/crd/bases"],
  },
  {
    chart: "plugin-barman-cloud",
    module: "github.com/cloudnative-pg/plugin-barman-cloud",
    sum: "h1:dcEVsozSmdx5p2LbG1hbkWBvr6LXs1xpCsQiJWpo/ew=",
    paths: ["config/crd/bases"],
  },
  {
    chart: "eck-operator",
    module: "github.com/elastic/cloud-on-k8s/v3",
    sum: "h1:sR4oj+gNnwI9hgsKhBwjUlx+5F2T/kND40hrzaogtek=",
    paths: ["config/crds/v1/all-crds.yaml"],
  },
  {
    chart: "psmdb-operator",
    module: "github.com/percona/percona-server-mongodb-operator",
    sum: "h1:7iLJkmwa6AHSDTSY9q+g6/E53KrMF8p4uc/2NHrcN2g=",
    paths: ["deploy/crd.yaml"],
  },
  {
    chart: "pxc-operator",
    module: "github.com/percona/percona-xtradb-cluster-operator",
    sum: "h1:tpKuiSoxKE53VpK2ZzXbSwxluxQbqoifCmPWFYFgmlw=",
    paths: ["deploy/crd.yaml"],
  },
];

/**
 * Files with the definitions of operators' kinds, at the versions that the chart lock pins, as their makers publish them in
 * their Go modules. Modules are checked against Go's checksum database and against the hashes here.
 */
export async function upstreamDefinitions(context: ToolchainContext): Promise<string[]> {
  const go = await findGo("operators' definitions", "1.24", context);
  const files: string[] = [];
  for (const source of SOURCES) files.push(...(await filesOf(source, go.binary, context)));
  return files;
}

async function filesOf(
  { chart, module, sum, paths }: Source,
  go: string,
  context: ToolchainContext,
): Promise<string[]> {
  const wanted = `${module}@v${(chartLock[chart]?.appVersion ?? "").replace(/^v/, "")}`;
  const { stdout, shortMessage } = await execa(go, ["mod", "download", "-json", wanted], {
    cwd: tmpdir(),
    env: { ...goEnvironment(context), GOFLAGS: "-modcacherw" },
    extendEnv: false,
    reject: false,
  });
  const answer = JSON.parse(stdout || "{}") as {
    readonly Dir?: string;
    readonly Sum?: string;
    Error?: string;
  };
  const { Dir: folder } = answer;
  if (folder === undefined) throw new Error(`${wanted}: ${answer.Error ?? shortMessage}`);
  if (answer.Sum !== sum) throw new Error(`${wanted} has the hash ${answer.Sum}, and ${sum} is pinned`);
  return paths.flatMap((path) => {
    const at = join(folder, path);
    if (!statSync(at).isDirectory()) return [at];
    return readdirSync(at)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => join(at, name));
  });
}
