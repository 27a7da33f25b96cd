import { buildCommand, buildRouteMap } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { json } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
}

const list = buildCommand({
  docs: {
    brief: "List the addons: which are on, their versions, what each is for",
    fullDescription: [
      "As platform.toml has them, with the overlay of LOCO_ENV; what runs in the cluster is not looked at.",
      "An addon of a profile is on with it; any other one when platform.toml has a table [addons.<name>].",
    ].join("\n"),
  },
  parameters: { flags: { json } },
  async func(this: LocoContext, flags: Flags) {
    const { formatAddons, listAddons } = await import("../../actions/addons/list.ts");
    const { requirePlatform } = await import("../../../platform/read-platform.ts");
    const addons = listAddons(requirePlatform(this.cwd, this.env.LOCO_ENV).config);
    print(this, flags.json ? JSON.stringify({ addons }, undefined, 2) : formatAddons(addons));
  },
});

const explain = buildCommand({
  docs: {
    brief: "Show an addon's Helm values, and the keys of platform.toml that each comes from",
    fullDescription:
      "A value without a remark is the addon's own. What Terraform fills in is shown by what it will be. Nothing is rendered; npx loco charts verify does that.",
  },
  parameters: {
    flags: { json },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The addon's name", parse: String, placeholder: "addon" }],
    },
  },
  async func(this: LocoContext, flags: Flags, name: string) {
    const { explainAddon, formatExplained } = await import("../../actions/addons/explain.ts");
    const explained = explainAddon(this.cwd, this.env, name);
    print(this, flags.json ? JSON.stringify(explained, undefined, 2) : formatExplained(explained));
  },
});

/** `loco addons ...` */
export const addonsRoutes = buildRouteMap({
  routes: { list, explain },
  defaultCommand: "list",
  docs: { brief: "Look at the addons" },
});
