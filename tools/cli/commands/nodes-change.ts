import { buildCommand } from "@stricli/core";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import type { Target } from "../../actions/nodes/replacement-work.ts";
import type { NodeCommand } from "../../actions/nodes/world.ts";
import { type LocoContext, print } from "../context.ts";
import { parseDuration } from "../duration.ts";
import { flag, json } from "../flags.ts";

interface Flags {
  readonly yes?: boolean;
  readonly timeout: number;
  readonly "drain-timeout": number;
  readonly json?: boolean;
}

interface ReplaceFlags extends Flags {
  readonly again?: boolean;
}

const time = (brief: string, value: string) =>
  ({ kind: "parsed", parse: parseDuration, default: value, brief, placeholder: "time" }) as const;

const common = {
  yes: flag("Go on without being asked, whatever is lost"),
  timeout: time("How long a node may take to join or to leave the cluster", "15m"),
  "drain-timeout": time("How long the pods of one node may take to leave it", "10m"),
  json,
};

function commandOf(context: LocoContext, flags: Flags): NodeCommand {
  return {
    projectDir: context.cwd,
    env: context.env,
    reporter: context.reporter,
    ask: flags.json ? undefined : context.ask,
    yes: flags.yes === true,
    timeout: flags.timeout,
    drainTimeout: flags["drain-timeout"],
  };
}

/** Reads `cp-1` or `pool apps`. */
function targetOf(first: string, second: string | undefined): Target {
  if (second === undefined) return { kind: "node", slot: first };
  if (first === "pool") return { kind: "pool", pool: second };
  throw new LocoError("NODE_UNKNOWN", `nodes are replaced one at a time, not ${first} and ${second}`, {
    hint: `npx loco nodes replace ${first}, or a whole pool: npx loco nodes replace pool <pool>`,
  });
}

/** `loco nodes replace` */
export const replaceCommand = buildCommand({
  docs: {
    brief: "Make a node, or all nodes of a pool one after the other, anew",
    fullDescription: [
      "Raises the generation in platform.toml, moves the pods away, replaces the machine and waits until the new node is a whole part of the cluster: same address, next generation's name. Everything is checked before anything is changed. Nothing else that waits in platform.toml is deployed.",
      "",
      "Interrupted or failed, the same command goes on from where it stopped.",
      "",
      "  npx loco nodes replace cp-1",
      "  npx loco nodes replace pool apps",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "Node, as npx loco nodes shows it, or the word pool", parse: String, placeholder: "node" },
        { brief: "Name of the pool", parse: String, placeholder: "pool", optional: true },
      ],
    },
    flags: { ...common, again: flag("Replace also what was replaced in the last half hour, joined or not") },
  },
  async func(this: LocoContext, flags: ReplaceFlags, first: string, second?: string) {
    const { replaceNodes } = await import("../../actions/nodes/replace.ts");
    const again = flags.again === true;
    const replaced = await replaceNodes({
      ...commandOf(this, flags),
      target: targetOf(first, second),
      again,
    });
    if (flags.json) print(this, JSON.stringify(replaced, undefined, 2));
    else for (const { slot, name } of replaced.nodes) print(this, `${slot} is ${name}`);
  },
});

/** `loco nodes remove` */
export const removeCommand = buildCommand({
  docs: {
    brief: "Take the last node of a pool, or the last server, out of the platform",
    fullDescription: [
      "Moves the pods away, takes a server out of etcd, lowers the count in platform.toml and removes the machine. Servers go as far as the next odd number: from 3 to 1 and from 5 to 3. Everything is checked before anything is changed. Nothing else that waits in platform.toml is deployed.",
      "",
      "Interrupted or failed, the same command goes on from where it stopped.",
      "",
      "  npx loco nodes remove apps-3",
      "  npx loco nodes remove cp-3",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Node, as npx loco nodes shows it", parse: String, placeholder: "node" }],
    },
    flags: common,
  },
  async func(this: LocoContext, flags: Flags, slot: string) {
    const { removeNodes } = await import("../../actions/nodes/remove.ts");
    const removed = await removeNodes({ ...commandOf(this, flags), slot });
    if (flags.json) print(this, JSON.stringify(removed, undefined, 2));
    else for (const node of removed.nodes) print(this, `${node} is gone`);
  },
});
