import { buildCommand, buildRouteMap } from "@stricli/core";
import type { Template } from "../../actions/blueprint/templates.ts";
import { type LocoContext, print } from "../context.ts";
import { json } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
}

const create = buildCommand({
  docs: {
    brief: "Begin an app: a folder in blueprints with a small, valid loco.toml",
    fullDescription: [
      "Begins as one of",
      "  web       a process that answers requests",
      "  worker    a process without a port",
      "  cron      a command that runs at certain times",
      "  static    pages in files",
      "  stateful  a process that keeps data on a volume, with copies of it",
    ].join("\n"),
  },
  parameters: {
    flags: {
      from: {
        kind: "enum",
        values: ["web", "worker", "cron", "static", "stateful"],
        default: "web",
        brief: "What it begins as",
      },
      json,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Name of the app and its folder", parse: String, placeholder: "name" }],
    },
  },
  async func(this: LocoContext, flags: Flags & { readonly from: Template }, name: string) {
    const { newBlueprint } = await import("../../actions/blueprint/new.ts");
    const files = newBlueprint(this.cwd, name, flags.from);
    if (flags.json) {
      print(this, JSON.stringify({ name, files }, undefined, 2));
      return;
    }
    print(this, `wrote ${files.join(", ")}`);
    print(this, `next: npx loco validate ${name}, then npx cdktf deploy app-${name}`);
  },
});

const list = buildCommand({
  docs: {
    brief: "List the blueprints: whose they are, their environments and addresses",
    fullDescription:
      "As their files and the platform's have them; what runs in the cluster is not looked at. A blueprint with mistakes says how many.",
  },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: Flags) {
    const { formatBlueprints, listBlueprints } = await import("../../actions/blueprint/list.ts");
    const blueprints = listBlueprints(this.cwd);
    print(this, flags.json ? JSON.stringify({ blueprints }, undefined, 2) : formatBlueprints(blueprints));
  },
});

/** `loco blueprint` */
export const blueprintRoutes = buildRouteMap({
  routes: { list, new: create },
  defaultCommand: "list",
  docs: { brief: "Apps of this platform, as folders of blueprints" },
});
