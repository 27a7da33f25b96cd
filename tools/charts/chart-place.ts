import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type ChartMirror, chartMirror } from "../../platform/addons/chart-mirror.ts";
import { formatFound } from "../../platform/config/diagnostic.ts";
import { formats } from "../../platform/config/formats.ts";
import { LocoError } from "../../platform/errors/loco-error.ts";

/** Where charts are taken from or brought to, as a flag names it: a registry, or a folder seen from `cwd`. Errors: MIRROR_INVALID. */
export function requirePlace(text: string, cwd: string): ChartMirror {
  const invalid = (problem: string, hint: string) =>
    new LocoError("MIRROR_INVALID", `${formatFound(withoutLogin(text))} ${problem}`, { hint });
  if (text.includes("://") && !formats["chart-mirror"]?.accepts(text)) {
    throw invalid(
      "is neither a registry nor a folder",
      "write a registry as oci://registry.example.com/loco, without user and tag; logins are Docker's (docker login)",
    );
  }
  if (text.trim() === "") {
    throw invalid(
      "names no place",
      "give a folder, . for this one, or a registry such as oci://registry.example.com/loco",
    );
  }
  if (!text.includes("://") && looksLikeHost(text) && !existsSync(resolve(cwd, text))) {
    throw invalid(
      "is no folder, and looks like a registry",
      "write a registry as oci://registry.example.com/loco; a folder of such a name as ./<name>",
    );
  }
  return chartMirror(text, cwd);
}

const looksLikeHost = (text: string) => /^(localhost|[^/.][^/]*[.:@][^/]*)(\/|$)/.test(text);

/** A password may hold any sign, so all before the last @ goes. */
const withoutLogin = (text: string) => text.replace(/^([a-z]+:\/\/)?.*@/i, "$1...@");
