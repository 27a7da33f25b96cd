import { buildApplication, buildRouteMap, text_en } from "@stricli/core";
import { addonsRoutes } from "./commands/addons.ts";
import { blueprintRoutes } from "./commands/blueprint.ts";
import { chartsRoutes } from "./commands/charts.ts";
import { destroyCommand } from "./commands/destroy.ts";
import { ejectCommand } from "./commands/eject.ts";
import { explainCommand } from "./commands/explain.ts";
import { initCommand } from "./commands/init.ts";
import { kubeconfigCommand } from "./commands/kubeconfig.ts";
import { nodesRoutes } from "./commands/nodes.ts";
import { orphansCommand } from "./commands/orphans.ts";
import { platformRoutes } from "./commands/platform.ts";
import { renderCommand } from "./commands/render.ts";
import { sandboxRoutes } from "./commands/sandbox.ts";
import { suggestCommand } from "./commands/suggest.ts";
import { validateCommand } from "./commands/validate.ts";
import { exitCode } from "./exit-code.ts";
import { noCommand, usageError } from "./usage-error.ts";

const routes = buildRouteMap({
  routes: {
    init: initCommand,
    validate: validateCommand,
    render: renderCommand,
    eject: ejectCommand,
    suggest: suggestCommand,
    explain: explainCommand,
    blueprint: blueprintRoutes,
    destroy: destroyCommand,
    kubeconfig: kubeconfigCommand,
    orphans: orphansCommand,
    nodes: nodesRoutes,
    platform: platformRoutes,
    addons: addonsRoutes,
    charts: chartsRoutes,
    sandbox: sandboxRoutes,
  },
  docs: {
    brief: "Run a platform on Apache CloudStack",
    fullDescription: [
      "Loco describes a Kubernetes platform on Apache CloudStack in platform.toml and makes it real with CDKTF.",
      "",
      "  npm run sandbox               the whole platform on this machine, no cloud account needed",
      "  npx loco init                 write an app's loco.toml from what its folder holds",
      "  npx loco validate             check platform.toml, its overlays and apps",
      "  npx loco suggest              what would make apps safer, cheaper or faster",
      "  npx loco explain <key>        what a key of an app's loco.toml means",
      "  npx cdktf synth               write what would be applied, for review",
      "  npx cdktf deploy platform     apply it",
      "  npx loco kubeconfig           then reach the cluster",
      "  npx loco platform status      see how it is, and npx loco nodes each node",
    ].join("\n"),
  },
});

/**
 * The command line `loco`.
 *
 * @param args what it is called with
 * @param told words for an error
 */
export function buildLoco(version: string, args: readonly string[], told: (error: unknown) => string) {
  return buildApplication(routes, {
    name: "loco",
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: "allow-kebab-for-camel" },
    documentation: { useAliasInUsageLine: true, disableAnsiColor: true },
    determineExitCode: () => exitCode.failed,
    localization: {
      text: {
        ...text_en,
        noCommandRegisteredForInput: ({ input }) => told(noCommand(routes, args, input)),
        exceptionWhileParsingArguments: (error: unknown) => told(usageError(routes, args, error)),
        exceptionWhileRunningCommand: told,
        commandErrorResult: told,
      },
    },
  });
}
