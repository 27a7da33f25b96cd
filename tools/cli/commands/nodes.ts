import { buildCommand, buildRouteMap } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { json } from "../flags.ts";
import { removeCommand, replaceCommand } from "./nodes-change.ts";

interface Flags {
  readonly json?: boolean;
}

const list = buildCommand({
  docs: {
    brief: "List the nodes, and what the next plan would do to each",
    fullDescription:
      "Joins platform.toml, the stack's state, CloudStack and Kubernetes, node by node. A source that cannot be asked is said under the table, and ? stands for what it would have known.",
  },
  parameters: {
    flags: { json },
  },
  async func(this: LocoContext, flags: Flags) {
    const { observePlatform } = await import("../../actions/nodes/observe-platform.ts");
    const { formatNodes, listNodes } = await import("../../actions/nodes/list.ts");
    const platform = await observePlatform(this.cwd, this.env);
    if (!flags.json) {
      print(this, formatNodes(platform));
      return;
    }
    const { strangers, strangerMachines, api, cloud, state } = platform;
    const { fixed: _fixed, ...shown } = state;
    const nodes = listNodes(platform);
    print(
      this,
      JSON.stringify({ nodes, strangers, strangerMachines, api, cloud, state: shown }, undefined, 2),
    );
  },
});

/** `loco nodes ...` */
export const nodesRoutes = buildRouteMap({
  routes: { list, replace: replaceCommand, remove: removeCommand },
  defaultCommand: "list",
  docs: { brief: "See the platform's nodes, and replace or remove them" },
});
