import { buildCommand, buildRouteMap } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { json } from "../flags.ts";

interface Flags {
  readonly json?: boolean;
}

const oneAddon = {
  kind: "tuple",
  parameters: [{ brief: "The addon's name", parse: String, placeholder: "addon" }],
} as const;

const list = buildCommand({
  docs: {
    brief: "List the addons: which are on, their versions, what each costs and is for",
    fullDescription: [
      "As platform.toml has them, with the overlay of LOCO_ENV; what runs in the cluster is not looked at.",
      "CPU and MEMORY are what it asks the scheduler for on one server and one agent.",
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
  parameters: { flags: { json }, positional: oneAddon },
  async func(this: LocoContext, flags: Flags, name: string) {
    const { explainAddon, formatExplained } = await import("../../actions/addons/explain.ts");
    const explained = explainAddon(this.cwd, this.env, name);
    print(this, flags.json ? JSON.stringify(explained, undefined, 2) : formatExplained(explained));
  },
});

const doctor = buildCommand({
  docs: {
    brief: "Say which addons are not well in the cluster, and what explains it",
    fullDescription: [
      "Looks at each release, its workloads, pods, volumes and addresses, and at what their events and logs say. Changes nothing.",
      "",
      "Exit codes: 0 all are well, 1 some are not.",
    ].join("\n"),
  },
  parameters: {
    flags: { json },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "One addon. Default: all that are on", parse: String, placeholder: "addon", optional: true },
      ],
    },
  },
  async func(this: LocoContext, flags: Flags, name?: string) {
    const { examineAddons, formatDiagnoses } = await import("../../actions/addons/doctor/doctor.ts");
    const releases = await examineAddons(this.cwd, this.env, name);
    print(this, flags.json ? JSON.stringify({ releases }, undefined, 2) : formatDiagnoses(releases));
    const well = releases.every(({ state }) => state === "well");
    this.process.exitCode = well ? exitCode.ok : exitCode.failed;
  },
});

const remove = buildCommand({
  docs: {
    brief: "Turn an addon off, if nothing in the cluster needs it",
    fullDescription: [
      "Looks whether another addon needs it, or there are objects of its kinds that are not the platform's own, such as databases of an operator's: then they are listed and nothing is changed. Otherwise writes enabled = false to platform.toml, and the next npx cdktf deploy platform removes it. Definitions stay in the cluster.",
      "",
      "A deploy refuses to remove an addon that looks after such objects before this was run.",
    ].join("\n"),
  },
  parameters: { flags: { json }, positional: oneAddon },
  async func(this: LocoContext, flags: Flags, name: string) {
    const { removeAddon } = await import("../../actions/addons/remove/remove.ts");
    const edited = await this.reporter.step(`looking who needs ${name}`, () =>
      removeAddon(this.cwd, this.env, name),
    );
    if (flags.json) print(this, JSON.stringify({ name, edited }, undefined, 2));
    else {
      const done =
        edited === undefined ? `${name} is off already` : `${edited.file}: ${edited.lines.join(", ")}`;
      print(this, `${done}\nnothing needs it: npx cdktf deploy platform removes it`);
    }
  },
});

/** `loco addons ...` */
export const addonsRoutes = buildRouteMap({
  routes: { list, explain, doctor, remove },
  defaultCommand: "list",
  docs: { brief: "Look at the addons, and remove one" },
});
