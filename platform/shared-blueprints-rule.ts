import { isOn } from "./addons/catalogue.ts";
import { optional } from "./addons/optional.ts";
import { BLUEPRINTS, blueprints } from "./apps/load-app.ts";
import type { Rule } from "./config/rules/rule.ts";

/** Apps in `dir` are deployed by their stacks, so Argo CD finds its own elsewhere. Whether its repository is this one nobody says. */
export const sharedBlueprintsRule = (dir: string): Rule => ({
  reads: ["addons"],
  check(config) {
    if (!isOn(config, "argo-cd-apps") || optional(config, "argo-cd-apps").path !== BLUEPRINTS) return [];
    const apps = blueprints(dir);
    if (apps.length === 0) return [];
    return [
      {
        severity: "warning",
        path: ["addons", "argo-cd-apps", "path"],
        message: `is ${BLUEPRINTS}, where Loco has ${apps.slice(0, 3).join(", ")}${apps.length > 3 ? ", ..." : ""}: if the repository is this one, Argo CD applies files beside a loco.toml`,
        hint: 'keep what Argo CD deploys in another folder: path = "deploy"',
      },
    ];
  },
});
