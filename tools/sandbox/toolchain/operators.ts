import { join } from "node:path";
import { ensureBuilt } from "./build-cache.ts";
import type { ToolchainContext } from "./context.ts";
import { type GoModule, pinnedVersion, readModuleFiles } from "./go-module.ts";

interface Operator {
  readonly title: string;
  /** Go module, which `go.mod` pins. */
  readonly module: string;
  /** Its program, by the folder in the module. */
  readonly main: string;
}

/**
 * The modules are pinned at what the addons' charts install, but for RabbitMQ's: proxy.golang.org answers 403 for 2.22.3 of the chart, and
 * 2.22.1 is the nearest that it has. It answers so for each version of Dragonfly's operator that was tried, too. All are built of one
 * `go.mod`, so that Kubernetes' libraries are compiled once; some therefore get newer ones than they were released with.
 */
const OPERATORS = {
  "barman-cloud": {
    title: "CloudNativePG's Barman Cloud plugin",
    module: "github.com/cloudnative-pg/plugin-barman-cloud",
    main: "cmd/manager",
  },
  "cloudnative-pg": {
    title: "CloudNativePG",
    module: "github.com/cloudnative-pg/cloudnative-pg",
    main: "cmd/manager",
  },
  "percona-xtradb": {
    title: "Percona's operator of XtraDB",
    module: "github.com/percona/percona-xtradb-cluster-operator",
    main: "cmd/manager",
  },
  "percona-mongodb": {
    title: "Percona's operator of MongoDB",
    module: "github.com/percona/percona-server-mongodb-operator",
    main: "cmd/manager",
  },
  eck: { title: "Elastic's operator", module: "github.com/elastic/cloud-on-k8s/v3", main: "cmd" },
  rabbitmq: {
    title: "RabbitMQ's operator",
    module: "github.com/rabbitmq/cluster-operator/v2",
    main: "cmd",
  },
  k8up: { title: "k8up", module: "github.com/k8up-io/k8up/v2", main: "cmd/k8up" },
} as const satisfies Readonly<Record<string, Operator>>;

/** An operator, by the name of its addon. */
export type OperatorName = keyof typeof OPERATORS;

/** Names of all of them. */
export const OPERATOR_NAMES = Object.keys(OPERATORS) as readonly OperatorName[];

/**
 * Makes sure of the operators that make an app's needs and copies, for the test that looks at their pods; absolute paths.
 * Errors: those of {@link ensureBuilt}.
 */
export async function ensureOperators(
  context: ToolchainContext,
): Promise<Readonly<Record<OperatorName, string>>> {
  const { goMod } = await readModuleFiles("operators");
  const built: [OperatorName, string][] = [];
  // One after the other: most of them call their program `manager`, and the first compiles what all are made of.
  for (const name of OPERATOR_NAMES)
    built.push([name, join(await ensureBuilt(operatorModule(name, goMod), context), "bin", name)]);
  return Object.fromEntries(built) as Record<OperatorName, string>;
}

/** What {@link ensureOperators} builds of the tools module, whose `go.mod` is the same for all. */
export function operatorModule(name: OperatorName, goMod: string): GoModule {
  const { title, module, main } = OPERATORS[name];
  return {
    name: "operators",
    title: `${title} ${pinnedVersion(goMod, module)}`,
    programs: [{ package: `${module}/${main}`, places: [`bin/${name}`] }],
    linkerValues: {},
  };
}
