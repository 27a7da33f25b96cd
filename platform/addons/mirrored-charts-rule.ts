import { existsSync } from "node:fs";
import { basename } from "node:path";
import type { Problem } from "../config/diagnostic.ts";
import type { Rule } from "../config/rules/rule.ts";
import { catalogue, isOn } from "./catalogue.ts";
import { otherDigest } from "./chart-digest.ts";
import { isThisMachine, mirrorOf, packagePath } from "./chart-mirror.ts";

/**
 * Terraform's Helm provider speaks TLS to every registry, and nodes mean themselves by this name.
 *
 * @see https://github.com/hashicorp/terraform-provider-helm/issues/1679
 */
const ON_THIS_MACHINE: Problem = {
  severity: "warning",
  path: ["charts", "mirror"],
  message: "is a registry on this machine: npx loco charts uses it without TLS, which a deploy cannot",
  hint: "for a deploy give a registry with a name of its own, or a folder",
};

/** A folder that charts come from, seen from `dir`, must have those of all addons that are on, and as the lock pins them. */
export const mirroredChartsRule = (dir: string): Rule => ({
  reads: ["charts", "addons"],
  check(config) {
    const mirror = mirrorOf(config, dir);
    if (mirror?.kind === "registry") return isThisMachine(mirror.url) ? [ON_THIS_MACHINE] : [];
    if (mirror === undefined) return [];
    const hint = `npx loco charts mirror --to ${config.charts.mirror}`;
    const problem = (message: string, hint: string): Problem[] => [
      { severity: "error", path: ["charts", "mirror"], message, hint },
    ];
    if (!existsSync(mirror.path)) return problem("is no folder", `fill it: ${hint}`);
    const charts = catalogue
      .filter(({ name }) => isOn(config, name))
      .flatMap(({ chart }) => ("folder" in chart ? [] : [{ chart, path: packagePath(mirror.path, chart) }]));
    const missing = charts.filter(({ path }) => !existsSync(path));
    const others = charts.filter(
      ({ chart, path }) => existsSync(path) && otherDigest(chart, path) !== undefined,
    );
    const names = (found: typeof charts) => found.map(({ path }) => basename(path)).join(", ");
    return [
      ...(missing.length === 0 ? [] : problem(`lacks ${names(missing)}`, `fetch what is missing: ${hint}`)),
      ...(others.length === 0
        ? []
        : problem(
            `has another ${names(others)} than charts.lock.json pins by digest`,
            `take them from their repositories: ${hint}`,
          )),
    ];
  },
});
