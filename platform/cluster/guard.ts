import { type TerraformResource, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { PlatformConfig } from "../config/platform-config.gen.ts";
import { agents, type Node, servers } from "../config/topology.ts";
import { createAddressHolder } from "./address-holder.ts";
import { asRecord, sharedSettings } from "./fixed-settings.ts";
import { createK3sMinor } from "./k3s-minor.ts";
import { createData, createRecord, recorded } from "./record.ts";
import { instead, type Precondition, refusal } from "./refusal.ts";
import { createServerCount } from "./server-count.ts";
import { recordedAs, unchanged } from "./unchanged.ts";

/** Variable with the slots that a replacement of other nodes leaves for later. */
export const POSTPONED_REPLACEMENTS = "postponed_replacements";

/**
 * Set in the record of a server whose configuration has no token once it has joined, so that it comes back after the token was
 * rotated. Machines that an earlier version of Loco made have it not.
 */
export const KEEPS_TOKEN = "keeps_token";

/** Id of the record of a node's machine: what it was when it was made. */
export const recordId = (node: Pick<Node, "slot">): string => `generation-${node.slot}`;

/**
 * Refuses plans that would lose data, quorum or nodes that nobody drained, by what state recorded. The CloudStack
 * provider is configured through it, so a plan that is refused makes no call.
 *
 * It refuses every replacement, because a plan cannot know whether the rest of the cluster is well; `loco nodes replace`
 * looks first, and opens the guard for one node by replacing its record (ADR 0008).
 *
 * @param secrets names of variables that must not be empty
 */
export function createGuard(
  scope: Construct,
  config: PlatformConfig,
  secrets: readonly string[] = [],
): TerraformResource {
  new TerraformVariable(scope, POSTPONED_REPLACEMENTS, {
    type: "list(string)",
    default: [],
    description: "Nodes that another one's replacement leaves for later; set by loco nodes replace.",
  });
  const settings = sharedSettings(config);
  createRecord(scope, "fixed", asRecord(settings));
  for (const node of [...servers(config), ...agents(config)]) {
    const keepsToken = node.role === "server" ? { [KEEPS_TOKEN]: true } : {};
    createRecord(scope, recordId(node), { generation: node.generation, ip: node.ip, ...keepsToken });
  }
  const guard = createData(scope, "guard");
  const count = createServerCount(scope, config);
  const k3s = createK3sMinor(scope, config);
  guard.cdktfStack.addOverride("moved", [...count.moves, ...k3s.moves]);
  guard.addOverride("lifecycle", {
    precondition: [
      ...(secrets.length > 0 ? [allSet(secrets)] : []),
      ...settings.map((setting) => unchanged(setting, recordedAs("fixed", setting))),
      count.precondition,
      ...k3s.preconditions,
      ...servers(config).map((node) => sameServer(node, config.control_plane_count)),
      ...agents(config).flatMap((node) => [...sameAgent(node), createAddressHolder(scope, node)]),
    ],
  });
  return guard;
}

/** A value that is the same whatever the guard's id is, but known only after its preconditions hold. */
export function afterGuard(guard: TerraformResource, value: number): string {
  return `\${length(terraform_data.${guard.friendlyUniqueId}.id) > 0 ? ${value} : ${value}}`;
}

/** All that are missing are named at once. */
function allSet(variables: readonly string[]): Precondition {
  const isSet = variables.map((name) => `TF_VAR_${name} = nonsensitive(var.${name} != "")`).join(", ");
  return {
    condition: `\${alltrue(values({ ${isSet} }))}`,
    error_message: refusal(
      `These secrets are not set: \${join(", ", [for name, is_set in { ${isSet} } : name if !is_set])}`,
      "Set them in the environment, for instance from a password manager. What each is for: docs/reference/secrets.md",
    ),
  };
}

function sameServer(node: Node, count: number): Precondition {
  const before = recorded(recordId(node), "generation", String(node.generation));
  const change = `The generation of ${node.slot} goes from \${${before}} to ${node.generation}`;
  const back = `Put control_plane.generations.${node.slot} back to \${${before}}`;
  return sameGeneration(
    node,
    count === 1
      ? refusal(
          `${change}, but it is the only server: replacing it would lose the cluster`,
          `${back}; to replace it, go to control_plane_count = 3 first.`,
        )
      : refusal(
          `${change}, and a plan replaces no server: it cannot see whether the others are well`,
          instead(`npx loco nodes replace ${node.slot}`, "it checks first, and replaces one at a time", back),
        ),
  );
}

function sameAgent(node: Node): Precondition[] {
  const generation = recorded(recordId(node), "generation", String(node.generation));
  const ip = recorded(recordId(node), "ip", JSON.stringify(node.ip));
  return [
    sameGeneration(
      node,
      refusal(
        `The generation of ${node.slot} goes from \${${generation}} to ${node.generation}, and a plan drains no node`,
        instead(
          `npx loco nodes replace pool ${node.pool}`,
          "it drains and replaces one node at a time",
          `Put its generation back to \${${generation}}`,
        ),
      ),
    ),
    {
      condition: `\${contains(var.${POSTPONED_REPLACEMENTS}, "${node.slot}") || ${ip} == "${node.ip}"}`,
      error_message: refusal(
        `The address of ${node.slot} goes from \${${ip}} to ${node.ip}, and a running node keeps its address`,
        instead(
          `npx loco nodes replace ${node.slot}`,
          "it makes the node anew at the other address",
          "Put the address back",
        ),
      ),
    },
  ];
}

function sameGeneration(node: Node, error_message: string): Precondition {
  const before = recorded(recordId(node), "generation", String(node.generation));
  return {
    condition: `\${contains(var.${POSTPONED_REPLACEMENTS}, "${node.slot}") || ${before} == ${node.generation}}`,
    error_message,
  };
}
