import { buildCommand } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { flag, json } from "../flags.ts";

interface Flags {
  readonly delete?: boolean;
  readonly yes?: boolean;
  readonly "without-state"?: boolean;
  readonly "without-api"?: boolean;
  readonly json?: boolean;
}

/** `loco orphans` */
export const orphansCommand = buildCommand({
  docs: {
    brief: "List what CloudStack has of the platform and state does not know, and delete it",
    fullDescription: [
      "An apply that was cut off may leave objects in CloudStack that Terraform's state has never heard of. This lists what carries the platform's tag, or its names on its own network, and is not in state; what may be somebody else's is shown apart and never deleted.",
      "",
      "A server among them that may be in the cluster leaves it first: its Node is deleted, so etcd does not count it any more, then the machine. It is kept when etcd would lose its majority, or the Kubernetes API does not answer.",
      "",
      "Exit code 0: nothing is left over. 1: something is, or it could not be told. A locked or unreadable state is an error; with no state at all everything looks left over, so --delete then asks for the platform's name.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      delete: flag("Delete what is left over, after a confirmation"),
      yes: flag("Confirm without being asked"),
      "without-state": flag(
        "With --yes: delete although there is no state, or none with the platform's network",
      ),
      "without-api": flag("Delete servers although the Kubernetes API is silent: the cluster is lost"),
      json,
    },
  },
  async func(this: LocoContext, flags: Flags) {
    const { findOrphans, openSearch } = await import("../../actions/orphans/find.ts");
    const { confirmRemoval, removeOrphans } = await import("../../actions/orphans/remove.ts");
    const { formatFindings, formatLeft } = await import("../../actions/orphans/format.ts");
    const { reporter } = this;
    const search = await openSearch(this.cwd, this.env);
    const platform = search.config.name;
    const found = await reporter.step("comparing CloudStack with state", () => findOrphans(search));
    const json = (more = {}) => print(this, JSON.stringify({ platform, ...found, ...more }, undefined, 2));
    if (!flags.json) print(this, formatFindings(platform, found));
    if (!flags.delete || found.orphans.length === 0) {
      if (flags.json) json();
      else if (found.orphans.length > 0) print(this, "\nnpx loco orphans --delete removes them");
      this.process.exitCode = found.orphans.length === 0 ? exitCode.ok : exitCode.failed;
      return;
    }
    const consent = { yes: flags.yes === true, withoutState: flags["without-state"] === true };
    if (!(await confirmRemoval(platform, found, consent, flags.json ? undefined : this.ask))) {
      reporter.info("nothing was deleted");
      this.process.exitCode = exitCode.failed;
      return;
    }
    const removal = await reporter.step("deleting", (progress) =>
      removeOrphans(search, found.orphans, progress, flags["without-api"] === true),
    );
    const { deleted, left, failures } = removal;
    if (flags.json) json(removal);
    else if (left.length === 0)
      print(this, `\ndeleted ${deleted.length}; npx cdktf deploy platform goes on from here`);
    else print(this, `\n${formatLeft(left, failures)}`);
    this.process.exitCode = left.length === 0 ? exitCode.ok : exitCode.failed;
  },
});
