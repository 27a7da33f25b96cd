import { buildCommand, buildRouteMap } from "@stricli/core";
import { type LocoContext, print } from "../context.ts";
import { parseDuration } from "../duration.ts";
import { flag, kubeconfigFile } from "../flags.ts";

interface TokenFlags {
  readonly yes?: boolean;
  readonly timeout: number;
}

interface AdminFlags {
  readonly out: string;
  readonly force?: boolean;
}

const day = (date: Date) => date.toISOString().slice(0, 10);

const admin = buildCommand({
  docs: {
    brief: "Replace the administrator's key and certificate",
    fullDescription: [
      "Makes a new key and certificate, publishes them in the stack's outputs, tries them against the API and writes a",
      "kubeconfig. Takes under a minute, restarts nothing, and goes on where it stopped when it is run again.",
      "",
      "Kubernetes cannot revoke a certificate: the former one is good until it ends or the certificate authority goes.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      ...kubeconfigFile("File for the new kubeconfig"),
    },
  },
  async func(this: LocoContext, flags: AdminFlags) {
    const { rotateAdmin } = await import("../../actions/rotate/admin.ts");
    const { kubeconfig, former, current } = await rotateAdmin({
      projectDir: this.cwd,
      env: this.env,
      reporter: this.reporter,
      out: flags.out,
      force: flags.force === true,
    });
    this.reporter.info(`Certificate ${current.serial} is in use, until ${day(current.validUntil)}.`);
    this.reporter.info(
      `Certificate ${former.serial} cannot be revoked and is good until ${day(former.validUntil)}: delete every copy.`,
    );
    print(this, `export KUBECONFIG=${kubeconfig}`);
  },
});

const tokens = buildCommand({
  docs: {
    brief: "Replace the token that servers join with",
    fullDescription: [
      "Makes a new server token, gives it to every server and restarts the servers one after the other. Everything is",
      "checked before anything is changed; run again, it goes on where it stopped. The agents' token stays as it is.",
    ].join("\n"),
  },
  parameters: {
    flags: {
      yes: flag("Go on without being asked"),
      timeout: {
        kind: "parsed",
        parse: parseDuration,
        default: "15m",
        brief: "How long one server may take to come back",
        placeholder: "time",
      },
    },
  },
  async func(this: LocoContext, flags: TokenFlags) {
    const { rotateTokens } = await import("../../actions/rotate/tokens.ts");
    const { restarted } = await rotateTokens({
      projectDir: this.cwd,
      env: this.env,
      reporter: this.reporter,
      ask: this.ask,
      yes: flags.yes === true,
      timeout: flags.timeout,
      drainTimeout: 0,
    });
    print(this, `The new server token is in use; restarted: ${restarted.join(", ") || "none"}.`);
  },
});

/** `loco platform rotate ...` */
export const rotateRoutes = buildRouteMap({
  routes: { admin, tokens },
  docs: { brief: "Replace credentials of the platform" },
});
