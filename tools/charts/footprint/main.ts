import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inputOf } from "../../../platform/addons/catalogue.ts";
import { SAMPLE_FACTS } from "../../../platform/addons/sample-facts.ts";
import { readPlatformConfig } from "../../../platform/config/platform-config.ts";
import { agents, servers } from "../../../platform/config/topology.ts";
import { formatError } from "../../cli/format-error.ts";
import { terminalReporter } from "../../console/reporter.ts";
import { cacheDir } from "../../sandbox/toolchain/context.ts";
import { ensureHelm } from "../../sandbox/toolchain/helm.ts";
import { requireFolder } from "../chart-source.ts";
import { helmRender } from "../render.ts";
import { measure } from "./measure.ts";

const PLATFORM = fileURLToPath(new URL("reference-platform.toml", import.meta.url));
const RESULT = fileURLToPath(new URL("footprint.gen.json", import.meta.url));

const reporter = terminalReporter(process.stderr);

try {
  const folder = requireFolder(process.argv[2] ?? ".");
  const text = readFileSync(PLATFORM, "utf8");
  const { config, diagnostics } = readPlatformConfig([{ file: PLATFORM, text }]);
  if (config === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const nodes = servers(config).length + agents(config).length;
  const { binary } = await ensureHelm({ cacheDir: cacheDir(process.env), reporter, env: process.env });
  const footprint = await measure(inputOf(config, SAMPLE_FACTS), nodes, folder, helmRender(binary));
  writeFileSync(RESULT, `${JSON.stringify(footprint, undefined, 2)}\n`);
  reporter.info("npm run gen brings it into docs/reference/footprint.md");
} catch (error) {
  reporter.info(formatError(error, true));
  process.exitCode = 1;
}
