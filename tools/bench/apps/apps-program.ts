import { createHash } from "node:crypto";
import { silentReporter } from "../../console/reporter.ts";

/**
 * Validates, renders or synthesises all blueprints of the folder that it runs in, and prints a hash of each release's manifests. A
 * process of its own, because its time and memory are what is measured.
 */
const programs: Readonly<Record<string, () => Promise<Readonly<Record<string, string>>>>> = {
  async validate() {
    const { validate } = await import("../../actions/validate/validate.ts");
    const { diagnostics } = validate(process.cwd(), []);
    const wrong = diagnostics.find(
      ({ severity, file }) => severity === "error" && file.endsWith("loco.toml"),
    );
    if (wrong !== undefined) throw new Error(`${wrong.file} ${wrong.key} ${wrong.message}`);
    return {};
  },
  async render() {
    const { readyApps } = await import("../../actions/render/ready-apps.ts");
    const { renderApps } = await import("../../actions/render/render-apps.ts");
    const wanted = { args: [], environment: undefined, platform: undefined };
    const { apps, diagnostics } = readyApps(process.cwd(), wanted);
    if (apps.length === 0) throw new Error(`nothing to render: ${JSON.stringify(diagnostics[0])}`);
    const rendered = await renderApps(process.env, silentReporter, apps);
    return Object.fromEntries(
      rendered.flatMap(({ releases }) =>
        releases.map(({ release, manifests }) => [
          release.name,
          createHash("sha256").update(manifests).digest("hex"),
        ]),
      ),
    );
  },
  async synth() {
    // It reads the folder that it runs in, as cdktf runs it, and writes cdktf.out there.
    await import("../../../platform/main.ts");
    return {};
  },
};

const program = programs[process.argv[2] ?? ""];
if (program === undefined) throw new Error(`usage: apps-program.ts ${Object.keys(programs).join("|")}`);
process.stdout.write(JSON.stringify(await program()));
