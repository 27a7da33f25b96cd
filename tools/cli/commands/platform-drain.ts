import { buildCommand } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { parseDuration } from "../duration.ts";
import { exitCode } from "../exit-code.ts";
import { flag, json } from "../flags.ts";

interface Flags {
  readonly "keep-volumes"?: boolean;
  readonly timeout: number;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `loco platform drain` */
export const drainCommand = buildCommand({
  docs: {
    brief: "Delete all that runs on the platform, so that it can be destroyed",
    fullDescription: [
      "Lists every namespace that is not the platform's own, every volume and public address in use, and Argo CD's applications, and deletes them once the platform's name was typed. It waits until volumes and addresses are gone from CloudStack: what deletes them there goes with the platform.",
      "",
      "Run again, it goes on where it stopped. Exit code 0 when nothing is in use (any more).",
    ].join("\n"),
  },
  parameters: {
    flags: {
      "keep-volumes": flag("Leave volumes in CloudStack, and print their ids"),
      timeout: {
        kind: "parsed",
        parse: parseDuration,
        default: "15m",
        brief: "How long everything may take to go",
        placeholder: "time",
      },
      yes: flag("Confirm without being asked"),
      json,
    },
  },
  async func(this: LocoContext, flags: Flags) {
    const { confirmDrain, openDrain } = await import("../../actions/drain/drain.ts");
    const { clear } = await import("../../actions/drain/clear.ts");
    const { describeObjects, formatKept } = await import("../../actions/drain/format.ts");
    const { isNothing } = await import("../../actions/drain/in-use.ts");
    const keepVolumes = flags["keep-volumes"] === true;
    const { platform, client, look } = await openDrain(this.cwd, this.env);
    const found = await look();
    const json = () => print(this, JSON.stringify({ platform, ...found }, undefined, 2));
    if (isNothing(found)) {
      if (flags.json) json();
      else print(this, "nothing is in use: npx cdktf destroy platform goes through");
      return;
    }
    // Also what stays is known by this list alone, whatever happens then.
    if (flags.json) json();
    else print(this, describeObjects(found));
    const consent = { yes: flags.yes === true, keepVolumes };
    if (!(await confirmDrain(platform, consent, flags.json ? undefined : this.ask))) {
      this.reporter.info("nothing was deleted");
      this.process.exitCode = exitCode.failed;
      return;
    }
    const { timeout } = flags;
    try {
      await this.reporter.step("draining", (progress) =>
        clear({ client, look, keepVolumes, timeout, progress }),
      );
    } finally {
      if (keepVolumes && !flags.json) for (const line of formatKept(found)) print(this, line);
    }
    if (!flags.json) print(this, "drained: npx cdktf destroy platform goes through");
  },
});
