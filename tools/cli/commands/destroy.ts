import { buildCommand } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { flag, json, text } from "../flags.ts";

interface Flags {
  readonly env?: string;
  readonly "with-data"?: boolean;
  readonly forget?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `loco destroy <app>` */
export const destroyCommand = buildCommand({
  docs: {
    brief: "Uninstall an app, also one whose blueprint is gone",
    fullDescription: [
      "Lists the app's releases, volumes and databases, and uninstalls it once its name was typed. Volumes and databases stay, and are the app's again when it is deployed again; with --with-data they go with its namespace and everything in it.",
      "",
      "It works with the app's state and the cluster of KUBE_CONFIG_PATH alone; the blueprint is not read.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      env: text("The app's environment; by default LOCO_ENV", "name"),
      "with-data": flag("Delete volumes and databases, too"),
      forget: flag("Only forget it, when its cluster is gone for good"),
      yes: flag("Confirm without being asked"),
      json,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Name of the app", parse: String, placeholder: "app" }],
    },
  },
  async func(this: LocoContext, flags: Flags, name: string) {
    const { confirmDestruction, destroyApp, forgetApp, openDestruction } = await import(
      "../../actions/destroy/destroy.ts"
    );
    const { describeDestruction } = await import("../../actions/destroy/format.ts");
    const environment = flags.env ?? (this.env.LOCO_ENV || undefined);
    if (flags.forget) {
      const app = await forgetApp(this.cwd, this.env, name, environment);
      print(
        this,
        flags.json ? JSON.stringify({ app, forgotten: true }) : `${app} is forgotten; nothing was deleted`,
      );
      return;
    }
    const withData = flags["with-data"] === true;
    const found = await this.reporter.step(`looking for ${name}`, () =>
      openDestruction(this.cwd, this.env, name, environment),
    );
    const { app, releases, kept } = found;
    if (flags.json) print(this, JSON.stringify({ app, releases, kept, withData }, undefined, 2));
    else print(this, describeDestruction(found, withData));
    const consent = { yes: flags.yes === true, withData };
    if (!(await confirmDestruction(app, consent, flags.json ? undefined : this.ask))) {
      this.reporter.info("nothing was destroyed");
      this.process.exitCode = exitCode.failed;
      return;
    }
    await this.reporter.step(`destroying ${app}`, (progress) =>
      destroyApp(found, this.env, withData, progress),
    );
  },
});
