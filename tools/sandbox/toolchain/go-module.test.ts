import { describe, expect, test } from "vitest";
import { chartLock } from "../../../platform/addons/charts.ts";
import { craneModule } from "./crane.ts";
import { executableName, type GoModule, pinnedVersion, readModuleFiles, requiredGo } from "./go-module.ts";
import { helmModule } from "./helm.ts";
import { kubernetesModule } from "./kubernetes.ts";
import { lokiModule } from "./loki.ts";
import { observabilityModule } from "./observability.ts";
import { OPERATOR_NAMES, operatorModule } from "./operators.ts";
import { providersModule, sandboxProviders } from "./providers.ts";
import { openTofuModule } from "./terraform.ts";
import { traefikModule } from "./traefik.ts";

const goMod = `module example.com/tools

go 1.24.1

require example.com/single v1.2.3

require (
	example.com/forked v0.0.0 // indirect
	example.com/listed/v3 v3.4.5 // indirect
)

replace example.com/forked => example.com/fork v0.6.0

replace (
	example.com/staged => example.com/staged v0.34.3
)
`;

test("reads the Go version that a go.mod asks for", () => {
  expect(requiredGo(goMod)).toBe("1.24.1");
});

test.each([
  ["example.com/single", "v1.2.3"],
  ["example.com/listed/v3", "v3.4.5"],
  ["example.com/forked", "v0.6.0"],
  ["example.com/staged", "v0.34.3"],
])("finds the version pinned for %s", (path, version) => {
  expect(pinnedVersion(goMod, path)).toBe(version);
});

test("complains about a module that is not pinned", () => {
  expect(() => pinnedVersion(goMod, "example.com/other")).toThrow("example.com/other");
});

test("names an executable as go build does", () => {
  expect(executableName("k8s.io/kubernetes/cmd/kube-apiserver")).toBe("kube-apiserver");
  expect(executableName("go.etcd.io/etcd/etcdctl/v3")).toBe("etcdctl");
});

describe("the committed modules", () => {
  const platform = { os: "linux", arch: "amd64" };
  const modules: [string, (goMod: string) => GoModule][] = [
    ["providers", () => providersModule(platform)],
    ["kubernetes", kubernetesModule],
    ["helm", helmModule],
    ["observability", observabilityModule],
    ["loki", lokiModule],
    ["opentofu", () => openTofuModule],
    ["crane", craneModule],
    ["traefik", traefikModule],
    ["operators", allOperators],
  ];

  test.each(modules)(
    "%s declares exactly the programs that are built as its tools",
    async (name, describeModule) => {
      const { goMod } = await readModuleFiles(name);
      const module = describeModule(goMod);
      const block = /^tool (?:\((.*?)\)|(\S+))$/ms.exec(goMod);
      const tools = (block?.[1] ?? block?.[2] ?? "").trim().split(/\s+/);
      expect(module.name).toBe(name);
      expect(module.programs.map((program) => program.package).sort()).toEqual(tools.sort());
    },
  );

  test("the CloudStack provider is the release it is served as, with its hashes, which no checksum database has", async () => {
    const { goMod, goSum } = await readModuleFiles("providers");
    const version = `v${sandboxProviders.cloudstack.version}`;
    expect(pinnedVersion(goMod, "github.com/terraform-providers/terraform-provider-cloudstack")).toBe(
      version,
    );
    expect(goSum).toContain(
      `github.com/apache/cloudstack-terraform-provider ${version} h1:33Vx5pmjflrE5dhd9yJb8SgWvrasyP/Hlm1qfTNy4Is=\n`,
    );
  });

  test("Kubernetes, its staged libraries and its version numbers agree", async () => {
    const { goMod } = await readModuleFiles("kubernetes");
    const version = pinnedVersion(goMod, "k8s.io/kubernetes");
    expect(pinnedVersion(goMod, "k8s.io/apiserver")).toBe(version.replace("v1.", "v0."));
    expect(kubernetesModule(goMod).linkerValues["k8s.io/component-base/version.gitVersion"]).toBe(version);
  });

  test("Helm renders for the Kubernetes it was compiled with", async () => {
    const { goMod } = await readModuleFiles("helm");
    expect(helmModule(goMod).linkerValues).toMatchObject({
      "helm.sh/helm/v3/internal/version.version": "v3.19.5",
      "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor": "34",
    });
  });

  test.each([
    ["alertmanager", "observability", "github.com/prometheus/alertmanager"],
    ["victoria-metrics-agent", "observability", "github.com/VictoriaMetrics/VictoriaMetrics"],
    ["victoria-metrics-alert", "observability", "github.com/VictoriaMetrics/VictoriaMetrics"],
    ["victoria-metrics-single", "observability", "github.com/VictoriaMetrics/VictoriaMetrics"],
    ["loki", "loki", "github.com/grafana/loki/v3"],
    ["traefik", "traefik", "github.com/traefik/traefik/v3"],
    ["cloudnative-pg", "operators", "github.com/cloudnative-pg/cloudnative-pg"],
    ["plugin-barman-cloud", "operators", "github.com/cloudnative-pg/plugin-barman-cloud"],
    ["pxc-operator", "operators", "github.com/percona/percona-xtradb-cluster-operator"],
    ["psmdb-operator", "operators", "github.com/percona/percona-server-mongodb-operator"],
    ["eck-operator", "operators", "github.com/elastic/cloud-on-k8s/v3"],
    ["k8up", "operators", "github.com/k8up-io/k8up/v2"],
  ])("tests run the version that the chart %s installs", async (chart, module, path) => {
    const { goMod } = await readModuleFiles(module);
    const installed = chartLock[chart]?.appVersion ?? "";
    expect(pinnedVersion(goMod, path)).toBe(`v${installed.replace(/^v/, "")}`);
  });

  test("Loki calls itself by its version", async () => {
    const { goMod } = await readModuleFiles("loki");
    expect(lokiModule(goMod).linkerValues).toEqual({
      "github.com/grafana/loki/v3/pkg/util/build.Version": chartLock.loki?.appVersion,
    });
  });
});

/** They are built one by one, of one `go.mod`. */
function allOperators(goMod: string): GoModule {
  const modules = OPERATOR_NAMES.map((name) => operatorModule(name, goMod));
  return {
    name: "operators",
    title: "",
    linkerValues: {},
    programs: modules.flatMap(({ programs }) => programs),
  };
}
