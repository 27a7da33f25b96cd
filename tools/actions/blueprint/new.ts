import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BLUEPRINTS } from "../../../platform/apps/load-app.ts";
import { readApp } from "../../../platform/apps/read-app.ts";
import { LocoError } from "../../../platform/errors/loco-error.ts";
import { RESERVED_NAMES } from "../../../platform/read-instances.ts";
import { TEMPLATES, type Template } from "./templates.ts";

/**
 * Makes a blueprint and returns its files, as a person would type them.
 *
 * @throws LocoError NAME_REFUSED for a name that no app can have, FILE_EXISTS
 */
export function newBlueprint(cwd: string, name: string, template: Template): readonly string[] {
  const files = TEMPLATES[template].files(name);
  requireName(name, files["loco.toml"] ?? "");
  const folder = join(BLUEPRINTS, name);
  if (existsSync(join(cwd, folder))) {
    throw new LocoError("FILE_EXISTS", `${folder} exists already`, {
      hint: "choose another name, or edit what is there",
    });
  }
  return Object.entries(files).map(([file, text]) => {
    const path = join(folder, file);
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
    return path;
  });
}

function requireName(name: string, text: string): void {
  const source = { file: { file: "loco.toml", text }, read: () => "" };
  const { diagnostics } = readApp(source, { reserved: RESERVED_NAMES });
  const wrong = diagnostics.find(({ severity, key }) => severity === "error" && key === "name");
  if (wrong === undefined && !/["\\\n]/.test(name)) return;
  throw new LocoError(
    "NAME_REFUSED",
    `no app can be called ${JSON.stringify(name)}: it ${wrong?.message ?? "has quotes"}`,
    {
      hint: "for instance shop, or shop-api",
    },
  );
}
